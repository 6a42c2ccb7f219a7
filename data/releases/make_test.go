package releases

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"corredor/data"
	"corredor/data/datatest/seedtest"
	"corredor/geo"
)

// day is that of the releases in these tests.
const day = geo.Day(20787) // 30 November 2026

func makeIn(t testing.TB, dir string, s *data.Store, o Order) *Release {
	t.Helper()
	o.Day, o.MaxZoom = day, 8
	r, err := NewFolder(dir, nil).Make(t.Context(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// The same revision gives the same bytes, and they are what the release says they are.
func TestTheSameDataGiveTheSameBytes(t *testing.T) {
	s := seedtest.Open(t)
	first := makeIn(t, t.TempDir(), s, Order{Program: "1.2.3", Address: "https://map.example.org"})
	second := makeIn(t, t.TempDir(), s, Order{Program: "1.2.3", Address: "https://map.example.org"})
	names := map[string]bool{}
	for _, f := range first.All() {
		names[f.Name] = true
		a, b := content(t, first, f.Name), content(t, second, f.Name)
		if !bytes.Equal(a, b) {
			t.Errorf("%s is not the same the second time", f.Name)
		}
		if int64(len(a)) != f.Bytes || described(f.Name, a, "", "", "").SHA256 != f.SHA256 {
			t.Errorf("%s is not what the release says: %d bytes of %d", f.Name, len(a), f.Bytes)
		}
		if info, err := os.Stat(filepath.Join(first.dir, f.Name)); err != nil || info.Mode().Perm() != 0o444 {
			t.Errorf("%s can be written to: %v %v", f.Name, info.Mode(), err)
		}
	}
	entries, err := os.ReadDir(first.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !names[e.Name()] {
			t.Errorf("%s is in the folder and in no list", e.Name())
		}
	}
	if first.Version != "2026-11-30" || first.Previous != "" || len(first.Collections) != len(data.Collections()) {
		t.Errorf("the release is %s after %q with %d collections", first.Version, first.Previous, len(first.Collections))
	}
	checkCitation(t, first)
	sums := string(content(t, first, sumsName))
	for _, f := range first.Files {
		if !strings.Contains(sums, f.SHA256+"  "+f.Name+"\n") {
			t.Errorf("%s is not among the sums", f.Name)
		}
	}
}

// The citation file keeps to the Citation File Format 1.2.0: its schema's required keys
// and no unknown ones, with the values that it allows.
func checkCitation(t *testing.T, r *Release) {
	t.Helper()
	var told struct {
		Format   string `yaml:"cff-version"`
		Message  string `yaml:"message"`
		Type     string `yaml:"type"`
		Title    string `yaml:"title"`
		Abstract string `yaml:"abstract"`
		Authors  []struct {
			Name string `yaml:"name"`
		} `yaml:"authors"`
		Version  string   `yaml:"version"`
		Released string   `yaml:"date-released"`
		License  string   `yaml:"license"`
		URL      string   `yaml:"url"`
		Keywords []string `yaml:"keywords"`
	}
	read := yaml.NewDecoder(bytes.NewReader(content(t, r, citationName)))
	read.KnownFields(true)
	if err := read.Decode(&told); err != nil {
		t.Fatal(err)
	}
	if told.Format != "1.2.0" || told.Message == "" || told.Title == "" || len(told.Authors) != 1 || told.Authors[0].Name == "" || told.Type != "dataset" ||
		told.Version != r.Version || told.Released != r.Date || told.License != "CC-BY-4.0" || told.URL != r.Address || len(told.Keywords) == 0 {
		t.Errorf("%+v", told)
	}
}

func content(t testing.TB, r *Release, name string) []byte {
	t.Helper()
	f, err := r.File(name)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(r.dir, f.Name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// One folder, several releases: none of the same data unless asked, a second one of a
// day, what changed between two, and nothing left of one that was stopped.
func TestReleasesOfOneFolder(t *testing.T) {
	s, dir := seedtest.Open(t), t.TempDir()
	first := makeIn(t, dir, s, Order{})
	folder := NewFolder(dir, nil)
	_, err := folder.Make(t.Context(), s, Order{Day: day, MaxZoom: 2})
	if already := (Already{}); !errors.As(err, &already) || already.Version != first.Version {
		t.Errorf("a second release of the same data: %v", err)
	}
	again := makeIn(t, dir, s, Order{Again: true})
	if again.Version != "2026-11-30.2" || again.Previous != "" {
		t.Errorf("the second of the day is %s after %q", again.Version, again.Previous)
	}
	edit(t, s)
	third := makeIn(t, dir, s, Order{})
	if third.Version != "2026-11-30.3" || third.Previous != "2026-11-30.2" {
		t.Errorf("the third of the day is %s after %q", third.Version, third.Previous)
	}
	held, _, err := third.Collection("incidents")
	if err != nil || held.Added != 0 || held.Changed != 1 || held.Withdrawn != 1 {
		t.Errorf("incidents: %+v %v", held, err)
	}
	table := string(content(t, third, changesName))
	for _, row := range []string{"incidents,1,changed,", ",place_basis\r\n", "incidents,2,withdrawn,\"\",\"\"\r\n"} {
		if !strings.Contains(table, row) {
			t.Errorf("the changes have no %q:\n%s", row, table)
		}
	}
	// Nothing of accounts or tokens stands in any file.
	for _, f := range third.All() {
		for _, secret := range []string{"editor@example.org", `"Editor"`, "corredor_"} {
			if bytes.Contains(content(t, third, f.Name), []byte(secret)) {
				t.Errorf("%s holds %q", f.Name, secret)
			}
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	if _, err := folder.Make(ctx, s, Order{Day: day, Again: true, MaxZoom: 8, Tell: func(format string, _ ...any) {
		if strings.Contains(format, "tables") {
			stop()
		}
	}}); err == nil {
		t.Error("a release that was stopped was made")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, making+"*")); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
	all, err := NewFolder(dir, nil).All()
	if err != nil || len(all) != 3 || all[0].Version != third.Version || all[2].Version != first.Version {
		t.Errorf("the folder has %d releases: %v", len(all), err)
	}
	if m, err := folder.Map(first.Version); err != nil || m.Revision() != first.Revision {
		t.Errorf("the map of the first: %v", err)
	}
	for _, version := range []string{"2026-11-30.1", "2026-11-30.02", "../x", "2026-11-29", ""} {
		if _, err := folder.Find(version); geo.KindOf(err) != geo.NotFound {
			t.Errorf("%q is found: %v", version, err)
		}
	}
	t.Run("damage", func(t *testing.T) { testDamage(t, dir, first) })
}

// testDamage edits files of a release that was served already: what is not as the release says is not given, nor
// anything that is cut out of it or drawn from it.
func testDamage(t *testing.T, dir string, r *Release) {
	at := func(name string) string { return filepath.Join(r.dir, name) }
	folder := NewFolder(dir, nil)
	served, err := folder.Find(r.Version)
	if err != nil {
		t.Fatal(err)
	}
	table := content(t, served, tableName("incidents"))
	given := func(name string) error {
		f, err := served.File(name)
		if err == nil {
			var file *os.File
			if file, err = served.Open(f); err == nil {
				file.Close()
			}
		}
		return err
	}
	all := func(data.Feature) error { return nil }
	if err := served.Items(t.Context(), "incidents", data.Query{}, all); err != nil || given(tableName("incidents")) != nil {
		t.Fatal(err)
	}
	outside := filepath.Join(t.TempDir(), "outside")
	for name, damage := range map[string]func(string) error{
		tableName("incidents"): func(at string) error {
			return os.WriteFile(at, bytes.Replace(table, []byte("blockade"), []byte("BLOCKADE"), 1), 0o644)
		},
		itemsName("incidents"):  func(at string) error { return os.Truncate(at, 1000) },
		conditionsName("zones"): os.Remove,
		mapName:                 func(at string) error { return os.Truncate(at, 10) },
		tableName("places"): func(at string) error {
			return errors.Join(os.WriteFile(outside, []byte("x"), 0o644), os.Remove(at), os.Symlink(outside, at))
		},
		itemsName("places"):     func(at string) error { return errors.Join(os.Remove(at), os.Mkdir(at, 0o755)) },
		dictionaryName + ".csv": func(at string) error { return os.Chmod(at, 0o644) }, // which damages nothing
	} {
		if err := errors.Join(os.Chmod(at(name), 0o644), damage(at(name))); err != nil {
			t.Fatal(err)
		}
		if err := given(name); (err == nil) != (name == dictionaryName+".csv") || err != nil && geo.KindOf(err) != geo.Unavailable {
			t.Errorf("%s is damaged, and given: %v", name, err)
		}
	}
	if err := served.Items(t.Context(), "incidents", data.Query{}, all); geo.KindOf(err) != geo.Unavailable {
		t.Errorf("items are read from a damaged file: %v", err)
	}
	if _, err := folder.Map(r.Version); geo.KindOf(err) != geo.Unavailable {
		t.Errorf("a damaged map is drawn: %v", err)
	}
	if err := os.WriteFile(at(tableName("incidents")), table, 0o644); err != nil || given(tableName("incidents")) != nil {
		t.Errorf("a file that was put back is not given: %v %v", err, given(tableName("incidents")))
	}
	if err := errors.Join(os.Chmod(at(manifestName), 0o644), os.WriteFile(at(manifestName), bytes.Replace(content(t, r, manifestName), []byte("CC-BY-4.0"), []byte("CC-BY-9.0"), 1), 0o644)); err != nil {
		t.Fatal(err)
	}
	if _, err := NewFolder(dir, nil).Find(r.Version); geo.KindOf(err) != geo.NotFound {
		t.Errorf("a release with another manifest is served: %v", err)
	}
}

// edit changes one incident and withdraws another, as the API does.
func edit(t testing.TB, s *data.Store) {
	t.Helper()
	a, err := s.AddAccount(t.Context(), geo.Operator, "editor@example.org", "Editor", []geo.Role{geo.Administrator})
	if err != nil {
		t.Fatal(err)
	}
	secret, _, err := s.CreateToken(t.Context(), geo.Operator, a.ID, "test", geo.Permissions(), 1)
	if err != nil {
		t.Fatal(err)
	}
	v, err := s.Viewer(t.Context(), secret)
	if err != nil {
		t.Fatal(err)
	}
	incidents, _ := data.FindCollection("incidents")
	if _, err := s.Update(t.Context(), v, incidents, 1, data.Write{Body: []byte(`{"properties":{"place_basis":"changed"}}`)}); err != nil {
		t.Fatal(err)
	}
	if err := s.Delete(t.Context(), v, incidents, 2, data.Write{}); err != nil {
		t.Fatal(err)
	}
}
