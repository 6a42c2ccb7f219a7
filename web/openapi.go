package web

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"go.yaml.in/yaml/v3"
)

// definitionSource is the definition of the API, written by hand. A test holds it
// against the routes, others hold answers against it.
//
//go:embed openapi.yaml
var definitionSource []byte

// exampleHost stands in the definition where this server's address belongs, and
// exampleVersion where its version does.
const (
	exampleHost    = "https://corredor.example"
	exampleVersion = "version: 0.0.0"
)

// definition is the definition of the API in each of its forms, still with the
// example host.
type definition struct {
	yaml, json []byte
	guide      *guide
}

func loadDefinition(version string) (*definition, error) {
	d := &definition{yaml: bytes.Replace(definitionSource, []byte(exampleVersion), []byte("version: "+orElse(version, "0")), 1)}
	var root yaml.Node
	if err := yaml.Unmarshal(d.yaml, &root); err != nil {
		return nil, fmt.Errorf("openapi.yaml: %w", err)
	}
	top := node{root.Content[0], root.Content[0]}
	var err error
	if d.json, err = top.appendJSON(nil); err != nil {
		return nil, fmt.Errorf("openapi.yaml: %w", err)
	}
	d.guide = newGuide(top)
	return d, nil
}

// at puts the address of the server in the place of the example host.
func at(base string, text []byte) []byte {
	return bytes.ReplaceAll(text, []byte(exampleHost), []byte(base))
}

var definitionForms = []form{{"json", openAPIType}, {"yaml", yamlType}, asHTML}

// api answers with the definition of the API.
func (s *Server) api(w http.ResponseWriter, r *http.Request) error {
	a, err := readAsked(w, r, definitionForms)
	if err != nil {
		return err
	}
	if a.form.name == "html" {
		return s.writeGuide(w, r, a.lang)
	}
	d, err := s.definition()
	if err != nil {
		return err
	}
	body := d.json
	if a.form.name == "yaml" {
		body = d.yaml
	}
	announce(w.Header(), s.otherForms(r, a, definitionForms)...)
	startJSON(w, a.form.mediaType)
	_, err = w.Write(at(s.base(r), body))
	return err
}

// node is a part of the definition, and the whole of it, in which references are
// looked up.
type node struct {
	*yaml.Node
	root *yaml.Node
}

// get returns the member of that name, or a node without content. A reference is
// followed.
func (n node) get(keys ...string) node {
	for _, key := range keys {
		found := &yaml.Node{}
		if n.Kind == yaml.MappingNode {
			for i := 0; i < len(n.Content); i += 2 {
				if n.Content[i].Value == key {
					found = n.Content[i+1]
				}
			}
		}
		n = node{found, n.root}.follow()
	}
	return n
}

// follow returns what a reference points at, and anything else as it is.
func (n node) follow() node {
	path := n.reference()
	if path == "" {
		return n
	}
	return node{n.root, n.root}.get(strings.Split(path, "/")...)
}

// reference returns what a reference points at, without "#/".
func (n node) reference() string {
	if n.Kind == yaml.MappingNode && len(n.Content) == 2 && n.Content[0].Value == "$ref" {
		return strings.TrimPrefix(n.Content[1].Value, "#/")
	}
	return ""
}

// each calls f for each member, in order.
func (n node) each(f func(key string, value node)) {
	if n.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i < len(n.Content); i += 2 {
		f(n.Content[i].Value, node{n.Content[i+1], n.root})
	}
}

// list returns the elements.
func (n node) list() (all []node) {
	if n.Kind == yaml.SequenceNode {
		for _, c := range n.Content {
			all = append(all, node{c, n.root})
		}
	}
	return all
}

// appendJSON writes the node as JSON, members in their order.
func (n node) appendJSON(b []byte) ([]byte, error) {
	switch n.Kind {
	case yaml.MappingNode:
		b = append(b, '{')
		for i := 0; i < len(n.Content); i += 2 {
			if i > 0 {
				b = append(b, ',')
			}
			key, err := json.Marshal(n.Content[i].Value)
			if err != nil {
				return nil, err
			}
			b = append(append(b, key...), ':')
			if b, err = (node{n.Content[i+1], n.root}).appendJSON(b); err != nil {
				return nil, err
			}
		}
		return append(b, '}'), nil
	case yaml.SequenceNode:
		b = append(b, '[')
		for i, c := range n.Content {
			if i > 0 {
				b = append(b, ',')
			}
			var err error
			if b, err = (node{c, n.root}).appendJSON(b); err != nil {
				return nil, err
			}
		}
		return append(b, ']'), nil
	}
	var v any
	if err := n.Decode(&v); err != nil {
		return nil, err
	}
	scalar, err := json.Marshal(v)
	return append(b, scalar...), err
}
