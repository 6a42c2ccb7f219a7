package web

import (
	"bytes"
	"encoding/json"
	"html"
	"html/template"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// guide is the definition of the API as a page shows it.
type guide struct {
	Title, Version string
	About          template.HTML
	Groups         []guideGroup
	Schemas        []guideSchema
}

// guideGroup is a tag with its operations.
type guideGroup struct {
	Name, ID   string
	About      template.HTML
	Operations []guideOperation
}

// guideOperation is one method of one path.
type guideOperation struct {
	ID, Method, Path, Summary string
	About                     template.HTML
	Try                       string // an address that shows it
	Secured                   bool
	Parameters                []guideField
	Bodies                    []guideBody
	Answers                   []guideAnswer
}

// guideField is a parameter, a header or a property.
type guideField struct {
	Name, In, Type, Default string
	Required                bool
	Values                  []string
	About                   template.HTML
	Example                 string
}

type guideBody struct{ MediaType, Schema, Example string }

// guideAnswer is a status with what it brings.
type guideAnswer struct {
	Status string
	About  template.HTML
	Bodies []guideBody
}

type guideSchema struct {
	Name   string
	About  template.HTML
	Fields []guideField
}

func newGuide(top node) *guide {
	g := &guide{Title: top.get("info", "title").Value, Version: top.get("info", "version").Value,
		About: markdown(top.get("info", "description").Value)}
	for _, tag := range top.get("tags").list() {
		name := tag.get("name").Value
		g.Groups = append(g.Groups, guideGroup{Name: name, ID: "about-" + strings.ToLower(name), About: markdown(tag.get("description").Value)})
	}
	top.get("paths").each(func(path string, item node) {
		item.each(func(method string, op node) {
			if method == "parameters" {
				return
			}
			i := slices.IndexFunc(g.Groups, func(group guideGroup) bool { return group.Name == op.get("tags").list()[0].Value })
			g.Groups[i].Operations = append(g.Groups[i].Operations, newGuideOperation(path, method, op))
		})
	})
	top.get("components", "schemas").each(func(name string, s node) {
		schema := guideSchema{Name: name, About: markdown(s.get("description").Value)}
		var required []string
		for _, r := range s.get("required").list() {
			required = append(required, r.Value)
		}
		s.get("properties").each(func(name string, p node) {
			schema.Fields = append(schema.Fields, newGuideField(name, p, slices.Contains(required, name)))
		})
		g.Schemas = append(g.Schemas, schema)
	})
	return g
}

func newGuideOperation(path, method string, op node) guideOperation {
	o := guideOperation{ID: op.get("operationId").Value, Method: strings.ToUpper(method), Path: path, Summary: op.get("summary").Value,
		About: markdown(op.get("description").Value), Try: op.get("x-try").Value, Secured: len(op.get("security").list()) > 0}
	for _, p := range op.get("parameters").list() {
		p = p.follow()
		f := newGuideField(p.get("name").Value, p.get("schema"), p.get("required").Value == "true")
		f.In, f.About, f.Example = p.get("in").Value, markdown(p.get("description").Value), inline(p.get("example"))
		if p.get("explode").Value == "true" && p.get("schema", "type").Value == "object" {
			f.Name = "‹property›"
		}
		o.Parameters = append(o.Parameters, f)
	}
	o.Bodies = newGuideBodies(op.get("requestBody", "content"))
	op.get("responses").each(func(status string, answer node) {
		answer = answer.follow()
		if status == "default" {
			return
		}
		o.Answers = append(o.Answers, guideAnswer{status, markdown(answer.get("description").Value), newGuideBodies(answer.get("content"))})
	})
	slices.SortStableFunc(o.Answers, func(a, b guideAnswer) int { return strings.Compare(a.Status, b.Status) })
	return o
}

func newGuideBodies(content node) (bodies []guideBody) {
	content.each(func(mediaType string, m node) {
		b := guideBody{MediaType: mediaType, Example: example(m.get("example"))}
		if ref, ok := strings.CutPrefix((node{rawMember(m, "schema"), m.root}).reference(), "components/schemas/"); ok {
			b.Schema = ref
		}
		bodies = append(bodies, b)
	})
	return bodies
}

// rawMember returns a member without following it.
func rawMember(n node, key string) *yaml.Node {
	found := &yaml.Node{}
	n.each(func(k string, v node) {
		if k == key {
			found = v.Node
		}
	})
	return found
}

func newGuideField(name string, schema node, required bool) guideField {
	f := guideField{Name: name, Required: required, Type: typeOf(schema), About: markdown(schema.get("description").Value)}
	schema = schema.follow()
	f.Default = schema.get("default").Value
	values := schema.get("enum")
	if schema.get("type").Value == "array" {
		values = schema.get("items", "enum")
	}
	for _, v := range values.list() {
		f.Values = append(f.Values, v.Value)
	}
	return f
}

// typeOf says in words what a schema takes.
func typeOf(n node) string {
	if name, ok := strings.CutPrefix(n.reference(), "components/schemas/"); ok {
		return name
	}
	switch kind := n.get("type").Value; kind {
	case "array":
		inner := typeOf(node{rawMember(n, "items"), n.root})
		if inner == "" {
			inner = "any"
		}
		return "array of " + inner
	case "integer", "number":
		low, high := n.get("minimum").Value, n.get("maximum").Value
		switch {
		case low != "" && high != "":
			return kind + " " + low + "–" + high
		case low != "":
			return kind + " ≥ " + low
		}
		return kind
	case "string":
		return orElse(n.get("format").Value, kind)
	default:
		return kind
	}
}

// inline writes an example as it stands in an address.
func inline(n node) string {
	switch n.Kind {
	case yaml.SequenceNode:
		var parts []string
		for _, c := range n.list() {
			parts = append(parts, c.Value)
		}
		return strings.Join(parts, ",")
	case yaml.MappingNode:
		var parts []string
		n.each(func(k string, v node) { parts = append(parts, k+"="+v.Value) })
		return strings.Join(parts, "&")
	}
	return n.Value
}

// example writes an example of a body: JSON with short objects in one line, text
// as it stands.
func example(n node) string {
	if n.Kind == 0 {
		return ""
	}
	if n.Kind == yaml.ScalarNode && n.Tag == "!!str" {
		return strings.TrimRight(n.Value, "\n")
	}
	raw, err := n.appendJSON(nil)
	var b bytes.Buffer
	if err != nil || json.Indent(&b, raw, "", "  ") != nil {
		return string(raw)
	}
	return shortLists.ReplaceAllStringFunc(b.String(), func(s string) string {
		return spaces.ReplaceAllString(s, " ")
	})
}

// shortLists are arrays and objects without others inside, short enough for a
// line.
var (
	shortLists = regexp.MustCompile(`[\[{]\s[^\[\]{}]{1,90}\s[\]}]`)
	spaces     = regexp.MustCompile(`\s+`)
)

// markdown draws the little of CommonMark that the definition uses: paragraphs,
// lists, code, strong words and links.
func markdown(text string) template.HTML {
	var b strings.Builder
	for block := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		if items, ok := strings.CutPrefix(block, "- "); ok {
			b.WriteString("<ul>")
			for item := range strings.SplitSeq(items, "\n- ") {
				b.WriteString("<li>" + markdownLine(item) + "</li>")
			}
			b.WriteString("</ul>")
		} else if block != "" {
			b.WriteString("<p>" + markdownLine(block) + "</p>")
		}
	}
	return template.HTML(b.String())
}

var (
	markdownCode   = regexp.MustCompile("`([^`]+)`")
	markdownStrong = regexp.MustCompile(`\*\*([^*]+)\*\*`)
	markdownLink   = regexp.MustCompile(`\[([^\]]+)\]\(([^)\s]+)\)`)
)

func markdownLine(text string) string {
	text = html.EscapeString(strings.Join(strings.Fields(text), " "))
	text = markdownCode.ReplaceAllString(text, "<code>$1</code>")
	text = markdownStrong.ReplaceAllString(text, "<strong>$1</strong>")
	return markdownLink.ReplaceAllString(text, `<a href="$2">$1</a>`)
}

// guidePage answers with the definition as a page.
func (s *Server) guidePage(w http.ResponseWriter, r *http.Request) error {
	_, l, err := readPageQuery(w, r)
	if err != nil {
		return err
	}
	return s.writeGuide(w, r, l)
}

// guideHere is the guide at the address of this server.
type guideHere struct {
	*guide
	Base string
}

// Here puts the address of this server into an example.
func (g guideHere) Here(example string) string {
	return strings.ReplaceAll(example, exampleHost, g.Base)
}

func (s *Server) writeGuide(w http.ResponseWriter, r *http.Request, l lang) error {
	d, err := s.definition()
	if err != nil {
		return err
	}
	return s.writePage(w, r, http.StatusOK, "guide", page{
		Lang: l, Title: l.word("guide.title"), Lead: l.word("guide.lead"), Section: "/data", Trail: l.trail(), Wide: true,
		Forms: []link{
			{Href: "/api?f=json", Type: openAPIType, Rel: "alternate", Title: formTitles[openAPIType]},
			{Href: "/api?f=yaml", Type: yamlType, Rel: "alternate", Title: formTitles[yamlType]},
		},
		Body: guideHere{d.guide, s.base(r)},
	})
}
