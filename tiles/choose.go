package tiles

import (
	"encoding/binary"
	"errors"
	"slices"
)

// Choose returns of a vector tile the layers that are named, in their order. It is
// for tiles that come from elsewhere than a Snapshot; the bytes may be garbled.
func Choose(tile []byte, names []string) ([]byte, error) {
	var out []byte
	for rest := tile; len(rest) > 0; {
		size, n := binary.Uvarint(rest[1:])
		if rest[0] != tagLayer || n <= 0 || size > uint64(len(rest)-1-n) {
			return nil, errors.New("tiles: this is no vector tile")
		}
		end := 1 + n + int(size)
		if slices.Contains(names, layerName(rest[1+n:end])) {
			out = append(out, rest[:end]...)
		}
		rest = rest[end:]
	}
	return out, nil
}

// layerName finds the name among the fields of a layer, empty where it is garbled.
func layerName(layer []byte) string {
	for len(layer) > 0 {
		tag, n := binary.Uvarint(layer)
		if n <= 0 {
			return ""
		}
		layer = layer[n:]
		size, n := binary.Uvarint(layer) // the value, of a field that is a number
		if n <= 0 {
			return ""
		}
		layer = layer[n:]
		switch tag & 7 {
		case 0:
		case 2:
			if size > uint64(len(layer)) {
				return ""
			}
			if tag == tagName {
				return string(layer[:size])
			}
			layer = layer[size:]
		default:
			return "" // a layer has no other fields
		}
	}
	return ""
}
