package picture_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"corredor/tiles/picture"
)

// page reads a file of the page's map.
func page(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../web/app/src", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestPicturesHaveThePagesColours: every colour of the page's table is that of pictures,
// in both themes.
func TestPicturesHaveThePagesColours(t *testing.T) {
	_, table, _ := strings.Cut(page(t, "palette.ts"), "PALETTES")
	light, dark, _ := strings.Cut(table, "dark: {")
	for theme, text := range map[picture.Theme]string{picture.Light: light, picture.Dark: dark} {
		here := picture.Colours(theme)
		found := regexp.MustCompile(`(\w+): '(#[0-9A-F]{6})'`).FindAllStringSubmatch(text, -1)
		if len(found) != len(here) {
			t.Errorf("%s: the page has %d colours, pictures have %d", theme, len(found), len(here))
		}
		for _, f := range found {
			if here[f[1]] != f[2] {
				t.Errorf("%s: the page has %s %s, pictures have %q", theme, f[1], f[2], here[f[1]])
			}
		}
	}
}

// TestPicturesHaveThePagesSymbolsAndMeasures: what both tell is the same.
func TestPicturesHaveThePagesSymbolsAndMeasures(t *testing.T) {
	has := func(file string, all ...string) {
		t.Helper()
		text := page(t, file)
		for _, one := range all {
			if !strings.Contains(text, one) {
				t.Errorf("%s has no %s any more", file, one)
			}
		}
	}
	has("symbols.ts", picture.Outlines[:]...)
	has("symbols.ts", picture.Bar, picture.Icons["mine"], picture.Icons["port"], picture.Icons["station"])
	has("badge.ts", "RADIUS = 7;", "HALO = 2;", "SELECTED_RADIUS = 9;", "SELECTED_DISC = 15;", "TALLY_RADIUS = 5;", "ACTIVE_EDGE = 1.8;", "PAD = 8;", "ROW = 17;", "GAP = 4;", "BETWEEN = 9;", "FIGURE = 6.16;")
	has("tally.ts", "MERGE_PX = 44;", "LEADER_PX = 10;", "SPACING_PX = 2;", "STEP_PX = 4;", "FARTHEST_PX = 88;")
	has("strip.ts", "STRIP_PX = 10;", "MITRE_LIMIT = 2.4;", "LOOP = 3.5;", "[0.15, 0.3, 0.5, 0.8]")
	has("frame.ts", "west: -75, south: -18.5, east: -69, north: -12.5", "west: -72.36, south: -17.0, east: -71.15, north: -14.05", "KM_ZOOM = 8.4;", "TRUE_WIDTH_ZOOM = 10.6;")
	has("images.ts", "pitch: 5, width: 1.35, alpha: 0.85", "pitch: 9, width: 0.9, alpha: 0.55")
	has("many.ts", "MANY = 5000;")
	for name, at := range picture.Named() {
		has("names.ts", name)
		if !regexp.MustCompile(fmt.Sprintf(`%s'.*\[%v, %v0?\]|%v, %v`, name, at[0], at[1], at[0], at[1])).MatchString(strings.ReplaceAll(page(t, "names.ts"), ".0]", "]")) {
			t.Errorf("names.ts has %s elsewhere than at %v", name, at)
		}
	}
	for _, id := range []string{"haul", "onward", "zone", "indicative"} {
		w := picture.KeyWords[id]
		has("words.ts", fmt.Sprintf("'legend.%s': { es: '%s', en: '%s' }", id, w[0], w[1]))
	}
	for _, id := range []string{"legal", "rail"} {
		w := picture.KeyWords[id]
		has("words.ts", fmt.Sprintf("'layer.%s': { es: '%s', en: '%s' }", id, w[0], w[1]))
	}
}
