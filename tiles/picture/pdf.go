package picture

import (
	"io"

	"corredor/geo"
)

// PDF writes the scene as a page to be printed.
func (s *Scene) PDF(io.Writer) error { return geo.Unavailablef(nil, "Pages are not printed yet.") }
