package web

import (
	"bytes"
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/go-chi/chi/v5"

	"corredor/data/exports"
	"corredor/geo"
)

// contract is the definition as another program reads it.
func contract(t testing.TB, base string) (*openapi3.T, routers.Router) {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(at(base, definitionSource))
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(context.Background()); err != nil {
		t.Fatal(err)
	}
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	return doc, router
}

// TestTheDefinitionIsTheSurface: every route is defined, and every definition has
// its route.
func TestTheDefinitionIsTheSurface(t *testing.T) {
	doc, _ := contract(t, "http://x")
	routes, defined := map[string]bool{}, map[string]bool{}
	err := chi.Walk((&Server{}).bare().routes(), func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		if method != http.MethodHead { // which answers as GET does
			routes[method+" "+strings.ReplaceAll(route, "/*", "/{path}")] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			defined[method+" "+path] = true
		}
	}
	for r := range routes {
		if !defined[r] {
			t.Errorf("openapi.yaml does not define %s", r)
		}
	}
	for d := range defined {
		if !routes[d] {
			t.Errorf("openapi.yaml defines %s, which there is not", d)
		}
	}
	if len(routes) < 25 {
		t.Errorf("only %d routes", len(routes))
	}
}

// bare is a server with just enough to hang its doors.
func (s *Server) bare() *Server {
	s.metrics = newMetrics(nil, nil)
	return s
}

// holds checks an answer against the definition.
func holds(t *testing.T, router routers.Router, a answer) {
	t.Helper()
	r := a.Request
	route, params, err := router.FindRoute(r)
	if err != nil {
		t.Errorf("%s: %v", r.URL, err)
		return
	}
	request := &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route,
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc}}
	if a.StatusCode < 400 {
		if err := openapi3filter.ValidateRequest(r.Context(), request); err != nil {
			t.Errorf("%s was answered, but is not as defined: %v", r.URL, err)
		}
	}
	a.Header.Del("Content-Encoding")
	err = openapi3filter.ValidateResponse(r.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: request, Status: a.StatusCode, Header: a.Header, Body: io.NopCloser(bytes.NewReader(a.body)),
		Options: &openapi3filter.Options{IncludeResponseStatus: false},
	})
	if err != nil {
		t.Errorf("%s: %s is not as defined: %.600v", r.URL, a.Status, err)
	}
	if !slices.Contains([]int{http.StatusNoContent, http.StatusNotModified}, a.StatusCode) && route.Operation.Responses.Status(a.StatusCode) == nil && a.StatusCode < 500 {
		t.Errorf("%s: %s %s does not say that it may answer %d", r.URL, r.Method, route.Path, a.StatusCode)
	}
}

func init() {
	openapi3filter.RegisterBodyDecoder(problemType, openapi3filter.JSONBodyDecoder)
	plain := []string{"text/html", "text/javascript", tileType, "image/svg+xml", "application/xml", yamlType, eventsType, exports.ZipType, asBibTeX.mediaType, asRIS.mediaType, atomType}
	for _, f := range exports.Formats() {
		if f.MediaType != geoJSONType {
			plain = append(plain, f.MediaType)
		}
	}
	for _, plain := range plain {
		openapi3filter.RegisterBodyDecoder(strings.Split(plain, ";")[0], openapi3filter.FileBodyDecoder)
	}
	for _, json := range []string{geoJSONType, schemaType, "application/vnd.oai.openapi+json", asCSL.mediaType, jsonFeedType} {
		openapi3filter.RegisterBodyDecoder(json, openapi3filter.JSONBodyDecoder)
	}
}

// TestAnswersKeepTheContract asks every address of the definition by its examples,
// in every form, and wrongly too.
func TestAnswersKeepTheContract(t *testing.T) {
	t.Parallel()
	h := serve(t)
	doc, router := contract(t, h.URL)
	asked := 0
	try := func(path string, headers ...string) {
		t.Helper()
		asked++
		holds(t, router, h.ask(t, http.MethodGet, path, headers...))
	}
	for path, item := range doc.Paths.Map() {
		if item.Get == nil {
			continue
		}
		for _, address := range examples(path, item.Get) {
			try(address)
			try(address, "Accept", "text/html")
		}
		if tryIt, _ := item.Get.Extensions["x-try"].(string); tryIt != "" {
			try(tryIt)
		}
	}
	for _, path := range []string{"/collections/nope", "/collections/nope/items", "/collections/routes/items/99", "/collections/routes/items?kin=x",
		"/collections/routes/items?limit=0", "/collections/decrees/items?limit=1", "/collections/decrees/tiles", "/tiles/nope", "/list?year=x", "/api?f=x"} {
		try(path)
		try(path, "Accept", "text/html")
	}
	if asked < 60 {
		t.Errorf("only %d addresses were asked", asked)
	}
}

var blank = regexp.MustCompile(`\{([^}]+)\}`)

// examples are addresses of an operation: without its parameters, and once with
// each that has an example or a list of values.
func examples(path string, op *openapi3.Operation) (addresses []string) {
	values := map[string]string{"path": "x", "file": "favicon.svg"}
	for _, p := range op.Parameters {
		if p.Value.In == openapi3.ParameterInPath && p.Value.Example != nil {
			values[p.Value.Name] = text(p.Value.Example)
		}
	}
	values["feature"] = "3"
	at := blank.ReplaceAllStringFunc(path, func(b string) string { return values[b[1:len(b)-1]] })
	addresses = append(addresses, at)
	for _, p := range op.Parameters {
		if p.Value.In != openapi3.ParameterInQuery {
			continue
		}
		if members, ok := p.Value.Example.(map[string]any); ok {
			q := url.Values{}
			for k, v := range members {
				q.Set(k, text(v))
			}
			addresses = append(addresses, at+"?"+q.Encode())
		} else if p.Value.Example != nil {
			addresses = append(addresses, at+"?"+url.Values{p.Value.Name: {text(p.Value.Example)}}.Encode())
		}
		for _, v := range p.Value.Schema.Value.Enum {
			addresses = append(addresses, at+"?"+url.Values{p.Value.Name: {text(v)}}.Encode())
		}
	}
	return addresses
}

// text writes an example as it stands in an address.
func text(v any) string {
	if list, ok := v.([]any); ok {
		var parts []string
		for _, e := range list {
			parts = append(parts, text(e))
		}
		return strings.Join(parts, ",")
	}
	return sprint(v)
}

func sprint(v any) string {
	if f, ok := v.(float64); ok {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}

// TestEveryCodeOfAProblemIsDefined: whoever says problems in a language of their own, as
// our page does, reads in the definition which there are.
func TestEveryCodeOfAProblemIsDefined(t *testing.T) {
	doc, _ := contract(t, "http://x")
	var defined []geo.Code
	for _, one := range doc.Components.Schemas["ProblemCode"].Value.Enum {
		defined = append(defined, geo.Code(fmt.Sprint(one)))
	}
	if there := declaredCodes(t); !slices.Equal(defined, there) {
		t.Errorf("defined are %v, there are %v", defined, there)
	}
	for kind, status := range statusOf {
		if !slices.Contains(defined, codeOf[status]) {
			t.Errorf("a problem that is %v has no code", kind)
		}
	}
}

// declaredCodes are the constants of code.go, in their order: a list of them elsewhere
// could lack the one that is new.
func declaredCodes(t *testing.T) (all []geo.Code) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../geo/code.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			for _, v := range spec.Values {
				if text, ok := v.(*ast.BasicLit); ok {
					code, err := strconv.Unquote(text.Value)
					if err != nil {
						t.Error(err)
					}
					all = append(all, geo.Code(code))
				}
			}
		}
		return true
	})
	return all
}
