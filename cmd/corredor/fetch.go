package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"corredor/data/imports"
	"corredor/geo"
)

// fetch are the commands that bring data from the network.
type fetch struct {
	Boundaries fetchBoundaries `cmd:"" help:"Bring the boundaries of Peru's provinces and districts from geoBoundaries."`
	Road       fetchRoad       `cmd:"" help:"Bring the line of a route from OpenStreetMap, by Overpass."`
}

type fetchBoundaries struct {
	Levels []string `name:"level" placeholder:"LEVELS" help:"ADM2 for provinces, ADM3 for districts. Both unless set."`
	URL    string   `name:"geoboundaries-url" env:"CORREDOR_GEOBOUNDARIES_URL" placeholder:"URL" help:"Where geoBoundaries answers about a level of Peru, with {level} in it. ${geoboundaries} unless set."`
	fetching
}

type fetchRoad struct {
	Refs  []string `placeholder:"REFS" help:"References of the roads, in the order of the route. ${refs} unless set."`
	Route string   `placeholder:"CODE" help:"Code of the route that gets the line. haul_route unless set."`
	URL   string   `name:"overpass-url" env:"CORREDOR_OVERPASS_URL" placeholder:"URL" help:"Where Overpass answers. ${overpass} unless set."`
	fetching
}

// fetching is what both have in common.
type fetching struct {
	Commit bool   `help:"Write. Without it nothing is written, and the report says what would be."`
	Keep   string `placeholder:"FOLDER" help:"Keep what was downloaded in this folder."`
	common
}

const (
	geoBoundariesURL = "https://www.geoboundaries.org/api/current/gbOpen/PER/{level}/"
	overpassURL      = "https://overpass-api.de/api/interpreter"
	haulRefs         = "PE-3SF,PE-3SY,PE-3SW,PE-34E,PE-34J,PE-34A"
)

// Bounds of what is downloaded, and of the time that takes.
const (
	mostDownload = 512 << 20
	fetchTime    = 15 * time.Minute
)

func (f *fetchBoundaries) check() error {
	if err := f.common.check(); err != nil {
		return err
	}
	if len(f.Levels) == 0 {
		f.Levels = []string{"ADM2", "ADM3"}
	}
	for k, l := range f.Levels {
		f.Levels[k] = strings.ToUpper(l)
		if f.Levels[k] != "ADM1" && f.Levels[k] != "ADM2" && f.Levels[k] != "ADM3" {
			return wrongf("--level is %q: it can be ADM1, ADM2 or ADM3", geo.Clip(l, 40))
		}
	}
	if f.URL == "" {
		f.URL = geoBoundariesURL
	}
	if !strings.Contains(f.URL, "{level}") {
		return wrongf("--geoboundaries-url (CORREDOR_GEOBOUNDARIES_URL) is %q: it needs {level} where ADM2 or ADM3 stands", f.URL)
	}
	return checkWeb("--geoboundaries-url (CORREDOR_GEOBOUNDARIES_URL)", strings.ReplaceAll(f.URL, "{level}", "ADM3"))
}

func (f *fetchRoad) check() error {
	if err := f.common.check(); err != nil {
		return err
	}
	if len(f.Refs) == 0 {
		f.Refs = strings.Split(haulRefs, ",")
	}
	for _, ref := range f.Refs {
		if strings.ContainsFunc(ref, func(c rune) bool {
			return !(c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == ' ')
		}) || strings.TrimSpace(ref) == "" {
			return wrongf("--refs names %q: a reference is of letters, digits and hyphens, such as PE-3SY", geo.Clip(ref, 40))
		}
	}
	if f.Route == "" {
		f.Route = "haul_route"
	}
	if f.URL == "" {
		f.URL = overpassURL
	}
	return checkWeb("--overpass-url (CORREDOR_OVERPASS_URL)", f.URL)
}

func checkWeb(setting, address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return wrongf("%s is %q: it should look like https://example.org/api", setting, address)
	}
	return nil
}

// about is what geoBoundaries tells of a level.
type about struct {
	Boundary string `json:"boundaryID"`
	Year     string `json:"boundaryYearRepresented"`
	Licence  string `json:"boundaryLicense"`
	Source   string `json:"boundarySource"`
	Units    string `json:"admUnitCount"`
	Download string `json:"gjDownloadURL"`
}

// run downloads each level, holds it against what was promised, and imports it.
func (f *fetchBoundaries) run(ctx context.Context, stdout, stderr io.Writer) error {
	return f.within(func(folder string) error {
		for _, level := range f.Levels {
			var a about
			if err := ask(ctx, strings.ReplaceAll(f.URL, "{level}", level), &a); err != nil {
				return err
			}
			if checkWeb("", a.Download) != nil {
				return geo.Unavailablef(nil, "geoBoundaries names no file of %s to download.", level)
			}
			fmt.Fprintf(stdout, "%s of %s: %s units, %s (%s). %s\n", level, a.Year, a.Units, a.Source, a.Licence, a.Download)
			path := filepath.Join(folder, "geoBoundaries-PER-"+level+".geojson")
			if err := download(ctx, http.MethodGet, a.Download, nil, path); err != nil {
				return err
			}
			if err := countFeatures(path, a.Units); err != nil {
				return err
			}
			req := imports.Request{Collection: "boundaries", Path: path, Format: "geojson", Level: level, Commit: f.Commit}
			if err := bring(ctx, f.common, req, rejectedBeside(f.Keep, path), false, stdout, stderr); err != nil {
				return err
			}
		}
		return nil
	})
}

// run asks for the roads, checks the answer and imports the line.
func (f *fetchRoad) run(ctx context.Context, stdout, stderr io.Writer) error {
	return f.within(func(folder string) error {
		path := filepath.Join(folder, "overpass-"+f.Route+".json")
		form := url.Values{"data": {f.question()}}
		if err := download(ctx, http.MethodPost, f.URL, strings.NewReader(form.Encode()), path); err != nil {
			return err
		}
		fmt.Fprintln(stdout, "Roads: © OpenStreetMap contributors, ODbL.")
		req := imports.Request{Collection: "routes", Path: path, Format: "osm", Refs: f.Refs, Route: f.Route, Commit: f.Commit}
		return bring(ctx, f.common, req, rejectedBeside(f.Keep, path), false, stdout, stderr)
	})
}

// question asks for the ways of the references and their nodes, in Peru.
func (f *fetchRoad) question() string {
	var b strings.Builder
	fmt.Fprintf(&b, "[out:json][timeout:600][bbox:%v,%v,%v,%v];\n(\n", geo.Peru.South, geo.Peru.West, geo.Peru.North, geo.Peru.East)
	for _, ref := range f.Refs {
		// References are of letters, digits, hyphens and blanks: nothing to escape.
		fmt.Fprintf(&b, "  way[highway][ref~\"(^|;) *%s *(;|$)\"];\n", strings.ReplaceAll(strings.TrimSpace(ref), " ", " ?"))
	}
	b.WriteString(");\n(._;>;);\nout body;\n")
	return b.String()
}

// rejectedBeside is where rejected rows go: beside what is kept, else here.
func rejectedBeside(keep, path string) string {
	name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)) + ".rejected.csv"
	return filepath.Join(keep, name)
}

// within gives a folder for downloads, which is taken away again unless it is kept.
func (f *fetching) within(do func(folder string) error) error {
	if f.Keep != "" {
		if err := os.MkdirAll(f.Keep, 0o755); err != nil {
			return geo.Invalidf("keep", "The folder %s cannot be made: %v.", f.Keep, err)
		}
		return do(f.Keep)
	}
	folder, err := os.MkdirTemp("", "corredor-fetch-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	return do(folder)
}

// ask reads a small JSON answer.
func ask(ctx context.Context, address string, to any) error {
	body, err := request(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	defer body.Close()
	text, err := io.ReadAll(io.LimitReader(body, 1<<20))
	if err == nil {
		err = json.Unmarshal(text, to)
	}
	if err != nil {
		return geo.Unavailablef(err, "The answer of %s cannot be read.", address)
	}
	return nil
}

// download writes what an address answers to a file.
func download(ctx context.Context, method, address string, body io.Reader, path string) error {
	ctx, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	from, err := request(ctx, method, address, body)
	if err != nil {
		return err
	}
	defer from.Close()
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	n, err := io.Copy(f, io.LimitReader(from, mostDownload+1))
	if closed := f.Close(); err == nil {
		err = closed
	}
	switch {
	case err != nil:
		return geo.Unavailablef(err, "The download of %s broke off.", address)
	case n > mostDownload:
		return geo.Unavailablef(nil, "What %s answers is longer than %d MB.", address, mostDownload>>20)
	}
	return nil
}

func request(ctx context.Context, method, address string, body io.Reader) (io.ReadCloser, error) {
	req, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", "corredor/"+version)
	if body != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, geo.Unavailablef(err, "%s does not answer.", address)
	}
	if answer.StatusCode != http.StatusOK {
		said, _ := io.ReadAll(io.LimitReader(answer.Body, 300))
		answer.Body.Close()
		return nil, geo.Unavailablef(nil, "%s answers %s: %s", address, answer.Status, strings.Join(strings.Fields(string(said)), " "))
	}
	return answer.Body, nil
}

// countFeatures refuses a file that has not as many features as were promised.
func countFeatures(path, promised string) error {
	want, err := strconv.Atoi(promised)
	if err != nil {
		return nil // nothing was promised
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if bytes.HasPrefix(text, []byte("version https://git-lfs")) {
		return geo.Unavailablef(nil, "A pointer came in the place of the boundaries; try again later.")
	}
	var c struct{ Features []struct{} }
	if err := json.Unmarshal(text, &c); err != nil {
		return geo.Unavailablef(err, "The boundaries that were downloaded are no GeoJSON.")
	}
	if len(c.Features) != want {
		return geo.Unavailablef(nil, "The boundaries that were downloaded are %d; %d were promised.", len(c.Features), want)
	}
	return nil
}
