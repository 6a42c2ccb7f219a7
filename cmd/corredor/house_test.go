package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// row is the order of the rooms: each may lean only on those before it.
var row = []string{"geo", "tiles", "data", "web", "cmd"}

// why tells what is lost when a room leans on one to its right.
var why = map[string]string{
	"geo":   "the rules of the domain must be usable, and testable, without a map, a database or a server",
	"tiles": "a tile is drawn from memory alone: where the rows came from and who asks must not matter",
	"data":  "the truth must not depend on how it is shown: an import or a test needs no server",
	"web":   "the doors are hung by the wiring, not the other way round",
}

// leaves lists what each room leaves to others, by the packages that would bring it in.
// Tests may use anything.
var leaves = map[string]struct {
	to       string
	packages []string
}{
	"geo":   {"geo is free of input and output, SQL and HTTP", []string{"os", "net", "net/http", "io/fs", "database/sql", "log/slog", "github.com/jackc/pgx", "corredor/data"}},
	"tiles": {"tiles knows neither where rows come from nor HTTP", []string{"os", "net", "net/http", "database/sql", "github.com/jackc/pgx"}},
	"data":  {"data leaves HTTP to web", []string{"net/http", "github.com/go-chi/chi"}},
	"web":   {"web leaves SQL to data", []string{"database/sql", "github.com/jackc/pgx", "github.com/pressly/goose"}},
}

// file is one Go file of the house.
type file struct {
	name string // relative to the root, with slashes
	room string
	test bool // used by tests only
	ast  *ast.File
	fset *token.FileSet
}

// house parses every Go file.
func house(t *testing.T) []file {
	t.Helper()
	top := root(t)
	var files []file
	err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if n := d.Name(); path != top && (strings.HasPrefix(n, ".") || n == "node_modules" || n == "testdata" || n == "bin") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		name, err := filepath.Rel(top, path)
		if err != nil {
			return err
		}
		f := file{name: filepath.ToSlash(name), fset: token.NewFileSet()}
		f.room, _, _ = strings.Cut(f.name, "/")
		f.test = strings.HasSuffix(f.name, "_test.go") || strings.HasPrefix(f.name, "data/datatest/")
		f.ast, err = parser.ParseFile(f.fset, path, nil, parser.ParseComments)
		files = append(files, f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 20 {
		t.Fatalf("only %d Go files found under %s", len(files), top)
	}
	return files
}

// root is the folder of go.mod.
func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); err != nil {
		t.Fatal(err)
	}
	return dir
}

func (f file) imports() []string {
	var paths []string
	for _, i := range f.ast.Imports {
		paths = append(paths, strings.Trim(i.Path.Value, `"`))
	}
	return paths
}

func TestTheRoomsStandInOneRow(t *testing.T) {
	for _, f := range house(t) {
		place := slices.Index(row, f.room)
		if place < 0 {
			t.Errorf("%s stands in no room: the house has %s", f.name, strings.Join(row, ", "))
			continue
		}
		for _, path := range f.imports() {
			inside, ok := strings.CutPrefix(path, "corredor/")
			if !ok {
				continue
			}
			room, _, _ := strings.Cut(inside, "/")
			if slices.Index(row, room) > place {
				t.Errorf("%s imports %s, but %s may not lean on %s: %s.", f.name, path, f.room, room, why[f.room])
			}
		}
	}
}

func TestARoomLeavesToOthersWhatIsTheirs(t *testing.T) {
	for _, f := range house(t) {
		if f.test {
			continue
		}
		rule := leaves[f.room]
		for _, path := range f.imports() {
			for _, p := range rule.packages {
				if path == p || strings.HasPrefix(path, p+"/") {
					t.Errorf("%s imports %s, but %s.", f.name, path, rule.to)
				}
			}
		}
	}
}

func TestSettingsAreReadInOneFile(t *testing.T) {
	for _, f := range house(t) {
		if f.test || f.name == "cmd/corredor/config.go" {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if pkg, ok := sel.X.(*ast.Ident); !ok || pkg.Name != "os" || sel.Sel.Name != "Getenv" && sel.Sel.Name != "LookupEnv" {
				return true
			}
			// Where programs are is no setting of ours.
			if arg, ok := call.Args[0].(*ast.BasicLit); ok && arg.Value == `"PATH"` {
				return true
			}
			t.Errorf("%s reads the environment: settings are read in cmd/corredor/config.go and handed on, so that one file tells them all.", f.fset.Position(n.Pos()))
			return true
		})
	}
}

func TestEveryPackageOpensWithAParagraph(t *testing.T) {
	told := map[string]bool{}
	for _, f := range house(t) {
		dir := f.name[:strings.LastIndex(f.name, "/")]
		told[dir] = told[dir] || f.ast.Doc != nil && len(strings.Fields(f.ast.Doc.Text())) >= 25
	}
	for dir, ok := range told {
		if !ok {
			t.Errorf("no file of %s opens with a paragraph for a newcomer: what it holds, what it leaves to others, the conventions inside.", dir)
		}
	}
}

func TestFilesStayShort(t *testing.T) {
	const most = 400
	for _, f := range house(t) {
		n := f.fset.Position(f.ast.FileEnd).Line
		if n > most && !f.test {
			t.Errorf("%s has %d lines. A file over %d usually hides a second noun: give it a file of its own.", f.name, n, most)
		}
	}
}
