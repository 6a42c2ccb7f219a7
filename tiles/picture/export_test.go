package picture

import "golang.org/x/image/font/sfnt"

// What tests compare with the page's own tables.
var (
	Outlines = outlines
	Bar      = closureBar
	Icons    = icons
	KeyWords = keyWords
)

// Colours are those of a theme by the page's names.
func Colours(t Theme) map[string]string { return palettes[t].named() }

// Label is the room of a name: left, top, right and bottom.
type Label = [4]float64

// Labels are the names that a scene has on its map.
func Labels(s *Scene) (all []Label) {
	for _, b := range s.labels {
		all = append(all, Label{b.left, b.top, b.right, b.bottom})
	}
	return all
}

// Counts are the rooms of what stands for incidents on the map of a scene, and that of the map.
func Counts(s *Scene) (all []Label, room Label) {
	for _, b := range s.counts {
		all = append(all, Label{b.left, b.top, b.right, b.bottom})
	}
	return all, Label{s.room.left, s.room.top, s.room.right, s.room.bottom}
}

// Named are names and points placed by hand.
func Named() map[string][2]float64 {
	all := map[string][2]float64{}
	for _, d := range departments {
		all[d.name] = d.at
	}
	for _, w := range waters {
		all[w.es] = w.at
	}
	return all
}

// Widened is the outline of a line.
func Widened(line [][2]float64, half float64) (rings [][][2]float64) {
	way := make([]xy, len(line))
	for i, p := range line {
		way[i] = p
	}
	for _, ring := range widened(way, half) {
		var out [][2]float64
		for _, p := range ring {
			out = append(out, p)
		}
		rings = append(rings, out)
	}
	return rings
}

// Faces is how many faces the letters have.
const Faces = faces

// Cut is a face, and what is left of it for some letters.
func Cut(f face, words string) (whole, cut []byte) {
	used := map[sfnt.GlyphIndex]bool{}
	for _, r := range words {
		used[f.letters().glyph(r).id] = true
	}
	return f.letters().file, f.letters().cut(used)
}
