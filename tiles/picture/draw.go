package picture

import (
	"io"

	"corredor/geo"
	"corredor/tiles"
)

// Draw draws a view of a snapshot. The error is a geo.Problem with the options.
func Draw(snap *tiles.Snapshot, o Options) (*Scene, error) {
	o, err := o.checked()
	if err != nil {
		return nil, err
	}
	s := &Scene{Width: o.Width, Height: o.Height, Scale: o.Scale, Lang: o.say("es", "en"), Title: o.Title, theme: o.Theme, embed: o.EmbedFonts}
	c := palettes[o.Theme]
	ground := &group{id: "ground"}
	ground.fillPath(rect(0, 0, o.Width, o.Height, 0), "water", solid(c.water))
	s.groups = append(s.groups, ground)
	return s, nil
}

// PNG writes the scene as a picture of pixels.
func (s *Scene) PNG(io.Writer) error {
	return geo.Unavailablef(nil, "Pictures of pixels are not drawn yet.")
}

// PDF writes the scene as a page to be printed.
func (s *Scene) PDF(io.Writer) error { return geo.Unavailablef(nil, "Pages are not printed yet.") }
