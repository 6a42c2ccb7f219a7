package main

import (
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// There may be no engine where the tests run, so the files are read and held against the
// Makefile, go.mod and the command line.

// instruction is one line of a Dockerfile: RUN, COPY, ...
type instruction struct {
	verb string
	args []string
}

// stage is what stands between one FROM and the next.
type stage struct {
	image, name  string
	instructions []instruction
}

// text reads a file of the repository.
func text(t *testing.T, name string) string {
	t.Helper()
	bytes, err := os.ReadFile(filepath.Join(root(t), name))
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes)
}

// environment lists the variables that mean something to the server.
func environment(t *testing.T) []string {
	t.Helper()
	names := []string{"PGPASSWORD"} // read by the database driver
	for _, s := range settings(t) {
		names = append(names, s.env)
	}
	return names
}

func stages(t *testing.T) []stage {
	t.Helper()
	var all []stage
	for line := range strings.Lines(strings.ReplaceAll(text(t, "Dockerfile"), "\\\n", " ")) {
		f := strings.Fields(line)
		if len(f) == 0 || strings.HasPrefix(f[0], "#") {
			continue
		}
		if f[0] == "FROM" {
			s := stage{image: f[1]}
			if len(f) == 4 && f[2] == "AS" {
				s.name = f[3]
			}
			all = append(all, s)
			continue
		}
		last := &all[len(all)-1]
		last.instructions = append(last.instructions, instruction{f[0], f[1:]})
	}
	return all
}

// of lists the arguments of each instruction of one kind.
func (s stage) of(verb string) [][]string {
	var found [][]string
	for _, i := range s.instructions {
		if i.verb == verb {
			found = append(found, i.args)
		}
	}
	return found
}

func TestTheImageIsBuiltByTheMakefile(t *testing.T) {
	makefile := text(t, "Makefile")
	var ran []string
	for _, s := range stages(t) {
		for _, args := range s.of("RUN") {
			command := strings.Join(args, " ")
			if command == "go mod download" {
				continue // only spares the next build the fetching
			}
			if args[0] != "make" {
				t.Errorf("RUN %s: the steps are the Makefile's, so that there is one way to build", command)
				continue
			}
			ran = append(ran, args[1])
			if !regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(args[1]) + `:`).MatchString(makefile) {
				t.Errorf("RUN %s: the Makefile has no such target", command)
			}
		}
	}
	for _, step := range []string{"page", "binary"} {
		if !slices.Contains(ran, step) {
			t.Errorf("make build does %s, the Dockerfile does not", step)
		}
	}
}

func TestTheImageHasTheVersionsTheProjectAsksFor(t *testing.T) {
	asked := map[string]string{
		"golang": regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(text(t, "go.mod"))[1],
		"node":   regexp.MustCompile(`"node": *">=(\d+)`).FindStringSubmatch(text(t, "web/app/package.json"))[1],
	}
	for _, s := range stages(t) {
		image, tag, _ := strings.Cut(s.image, ":")
		switch image {
		case "golang":
			if !strings.HasPrefix(tag, asked[image]+"-") {
				t.Errorf("%s, but go.mod says %s", s.image, asked[image])
			}
		case "node":
			if major, _, _ := strings.Cut(tag, "-"); major < asked[image] {
				t.Errorf("%s, but package.json asks for %s", s.image, asked[image])
			}
		case "scratch":
		default:
			t.Errorf("what is %s for?", s.image)
		}
	}
}

func TestTheImageGetsEveryRoomAndNothingStale(t *testing.T) {
	all := stages(t)
	copied := map[string]bool{}
	for _, s := range all {
		for _, args := range s.of("COPY") {
			sources := args[:len(args)-1]
			if from, ok := strings.CutPrefix(args[0], "--from="); ok {
				if !slices.ContainsFunc(all, func(s stage) bool { return s.name == from }) {
					t.Errorf("COPY --from=%s: there is no such stage", from)
				}
				continue
			}
			for _, source := range sources {
				copied[source] = true
				if _, err := os.Stat(filepath.Join(root(t), source)); err != nil {
					t.Errorf("COPY %s: %v", source, err)
				}
				top, _, _ := strings.Cut(source, "/")
				if !strings.Contains(text(t, ".dockerignore"), "\n!"+top+"\n") {
					t.Errorf("COPY %s: .dockerignore keeps it out", source)
				}
			}
		}
	}
	for _, room := range row {
		if !copied[room] {
			t.Errorf("the room %s is not copied", room)
		}
	}
	for _, stale := range []string{"web/dist/*", "web/app/node_modules"} {
		if !strings.Contains(text(t, ".dockerignore"), "\n"+stale+"\n") {
			t.Errorf("%s of this machine could get into the image", stale)
		}
	}
}

func TestTheImageRunsAsNobodyAndTellsItsHealth(t *testing.T) {
	all := stages(t)
	last := all[len(all)-1]
	if users := last.of("USER"); len(users) != 1 || strings.HasPrefix(users[0][0], "0") || strings.HasPrefix(users[0][0], "root") {
		t.Errorf("it runs as %v", users)
	}
	if h := last.of("HEALTHCHECK"); len(h) != 1 || !strings.HasSuffix(strings.Join(h[0], " "), `CMD ["/corredor", "health"]`) {
		t.Errorf("its health check is %v", h)
	}
	if e := last.of("ENTRYPOINT"); len(e) != 1 || e[0][0] != `["/corredor"]` {
		t.Errorf("it starts with %v", e)
	}
	known := environment(t)
	for _, env := range last.of("ENV") {
		for _, pair := range env {
			if name, _, _ := strings.Cut(pair, "="); !slices.Contains(known, name) {
				t.Errorf("ENV %s is no setting", name)
			}
		}
	}
}

func TestComposeJoinsTheServerAndItsDatabase(t *testing.T) {
	type health struct {
		Test []string
	}
	var compose struct {
		Services map[string]struct {
			Image, Build string
			Environment  map[string]string
			Ports        []string
			Volumes      []string
			Healthcheck  *health
			DependsOn    map[string]struct{ Condition string } `yaml:"depends_on"`
		}
		Volumes map[string]any
	}
	if err := yaml.Unmarshal([]byte(text(t, "docker-compose.yml")), &compose); err != nil {
		t.Fatal(err)
	}
	database, server := compose.Services["database"], compose.Services["server"]
	if len(compose.Services) != 2 || !strings.HasPrefix(database.Image, "postgis/postgis:") || server.Build != "." {
		t.Fatalf("the services are %+v", compose.Services)
	}
	for name, s := range compose.Services {
		if s.Healthcheck == nil || len(s.Healthcheck.Test) == 0 {
			t.Errorf("%s does not tell its health", name)
		}
	}
	if got := strings.Join(server.Healthcheck.Test, " "); got != "CMD /corredor health" {
		t.Errorf("the server's health check is %s", got)
	}
	if server.DependsOn["database"].Condition != "service_healthy" {
		t.Error("the server does not wait for the database")
	}
	if len(database.Ports) > 0 {
		t.Error("the database, whose password is in this file, is open to the outside")
	}
	for _, port := range server.Ports {
		if !strings.HasPrefix(port, "127.0.0.1:") {
			t.Errorf("the port %s is open to the outside", port)
		}
		_, inside, _ := net.SplitHostPort(server.Environment["CORREDOR_ADDR"])
		if !strings.HasSuffix(port, ":"+inside) {
			t.Errorf("the port %s does not lead to %s", port, server.Environment["CORREDOR_ADDR"])
		}
	}
	volume, _, _ := strings.Cut(database.Volumes[0], ":")
	if _, named := compose.Volumes[volume]; !named {
		t.Errorf("%s is no named volume", database.Volumes[0])
	}
	known := environment(t)
	for name := range server.Environment {
		if !slices.Contains(known, name) {
			t.Errorf("%s is no setting", name)
		}
	}
	url := server.Environment["DATABASE_URL"]
	for _, part := range []string{"@database:", "//" + database.Environment["POSTGRES_USER"], "/" + database.Environment["POSTGRES_DB"]} {
		if !strings.Contains(url, part) {
			t.Errorf("%s does not lead to the database: %s is missing", url, part)
		}
	}
	if server.Environment["PGPASSWORD"] != database.Environment["POSTGRES_PASSWORD"] {
		t.Error("server and database do not have the same password")
	}
}
