package picture

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"io"
	"math"

	"github.com/klauspost/compress/zlib"
)

// PNG writes the scene as a picture of Scale pixels to one of CSS.
func (s *Scene) PNG(w io.Writer) error {
	return writePNG(w, s.pixels(), s.Scale)
}

// pixels draws the scene.
func (s *Scene) pixels() *image.RGBA {
	width, height := int(math.Ceil(s.Width*s.Scale)), int(math.Ceil(s.Height*s.Scale))
	r := newRaster(width, height, s.Scale)
	r.clear(palettes[s.theme].panel)
	for _, g := range s.groups {
		r.group(g)
	}
	return r.image
}

// writePNG writes an opaque picture, three bytes to a pixel. It is written here because
// maps are flat: each row is told by how it differs from the one above, which packs
// well at a level that is many times as fast as what image/png does.
func writePNG(w io.Writer, m *image.RGBA, scale float64) error {
	size := m.Bounds().Size()
	head := binary.BigEndian.AppendUint32(nil, uint32(size.X))
	head = binary.BigEndian.AppendUint32(head, uint32(size.Y))
	head = append(head, 8, 2, 0, 0, 0) // bits, colours, and the usual ways
	dense := binary.BigEndian.AppendUint32(nil, uint32(math.Round(scale*96/0.0254)))
	dense = append(append(dense, dense...), 1) // pixels a metre

	var packed bytes.Buffer
	z, err := zlib.NewWriterLevel(&packed, pngLevel)
	if err != nil {
		return err
	}
	row := make([]byte, 1+3*size.X)
	row[0] = 2 // the difference from the row above
	for y := range size.Y {
		at := m.Pix[y*m.Stride:][:4*size.X]
		above := make([]byte, 0)
		if y > 0 {
			above = m.Pix[(y-1)*m.Stride:][:4*size.X]
		}
		for x, k := 0, 1; x < len(at); x, k = x+4, k+3 {
			if y == 0 {
				row[k], row[k+1], row[k+2] = at[x], at[x+1], at[x+2]
			} else {
				row[k], row[k+1], row[k+2] = at[x]-above[x], at[x+1]-above[x+1], at[x+2]-above[x+2]
			}
		}
		if _, err := z.Write(row); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	out := []byte("\x89PNG\r\n\x1a\n")
	out = appendChunk(out, "IHDR", head)
	out = appendChunk(out, "sRGB", []byte{0})
	out = appendChunk(out, "pHYs", dense)
	out = appendChunk(out, "IDAT", packed.Bytes())
	out = appendChunk(out, "IEND", nil)
	_, err = w.Write(out)
	return err
}

const pngLevel = 4

func appendChunk(out []byte, name string, content []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(len(content)))
	from := len(out)
	out = append(append(out, name...), content...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[from:]))
}
