package tiles

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// What an archive may ask of memory, in bytes unless it says otherwise. A leaf of
// the largest archives there are has some hundred kilobytes.
const (
	mostDirectory = 4 << 20  // of a directory, unpacked
	mostMetadata  = 8 << 20  // of the metadata, unpacked
	mostTile      = 32 << 20 // of a tile, packed or not
	mostLines     = 1 << 20  // lines of directories that are remembered
	mostDepth     = 4        // directories on the way to a tile
)

// Archive reads an archive of others or ours: PMTiles, version 3. It trusts none
// of its numbers. It is safe for concurrent use.
type Archive struct {
	from io.ReaderAt
	head archiveHead
	tag  string
	meta []byte
	root []archiveLine

	mu     sync.Mutex               // guards what follows
	leaves map[uint64][]archiveLine // by where they lie among the leaves
	lines  int                      // in leaves
}

// OpenArchive reads what stands at the beginning of an archive of so many bytes.
// The error says what is wrong with it, to go on after its name.
func OpenArchive(from io.ReaderAt, size int64) (*Archive, error) {
	first := make([]byte, headBytes)
	n, err := from.ReadAt(first, 0)
	if err != nil && err != io.EOF {
		return nil, err
	}
	a := &Archive{from: from, leaves: map[uint64][]archiveLine{}}
	if a.head, err = readHead(first[:n], uint64(max(size, 0))); err != nil {
		return nil, err
	}
	root, err := a.read(a.head.root)
	if err != nil {
		return nil, err
	}
	if a.root, err = a.directory(root); err != nil {
		return nil, err
	}
	packed, err := a.readMost(a.head.meta, mostMetadata)
	if err == nil && len(packed) > 0 {
		a.meta, err = unpacked(packed, a.head.directories, mostMetadata)
	}
	if err != nil {
		return nil, fmt.Errorf("its metadata: %w", err)
	}
	if len(a.meta) > 0 && !json.Valid(a.meta) {
		return nil, errors.New("its metadata are not JSON")
	}
	sum := sha256.New()
	for _, part := range [][]byte{first, root, a.meta} {
		sum.Write(part)
	}
	a.tag = hex.EncodeToString(sum.Sum(nil)[:12])
	return a, nil
}

// Info returns what the archive says of itself in its head.
func (a *Archive) Info() ArchiveInfo { return a.head.ArchiveInfo }

// Tag tells archives apart by their head, root directory and metadata. Those of an
// ArchiveWriter stand for all that is in them; see Whole.
func (a *Archive) Tag() string { return a.tag }

// Whole reports whether the tag stands for every byte, because the metadata hold
// the hash of the tiles.
func (a *Archive) Whole() bool {
	var m struct {
		SHA string `json:"tiles_sha256"`
	}
	return a.Metadata(&m) == nil && m.SHA != ""
}

// Metadata decodes the archive's metadata into v.
func (a *Archive) Metadata(v any) error {
	if len(a.meta) == 0 {
		return nil
	}
	return json.Unmarshal(a.meta, v)
}

// Tile returns a tile as it is packed, nil where there is none.
func (a *Archive) Tile(z uint8, x, y uint32) ([]byte, error) {
	if z < a.head.MinZoom || z > a.head.MaxZoom || uint64(max(x, y)) >= uint64(1)<<z {
		return nil, nil
	}
	id := tileID(z, x, y)
	lines := a.root
	for range mostDepth {
		e, ok := findLine(lines, id)
		if !ok {
			return nil, nil
		}
		if e.run > 0 {
			return a.readMost(a.head.data.part(e), mostTile)
		}
		var err error
		if lines, err = a.leaf(e); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("the archive leads from directory to directory on the way to tile %d/%d/%d", z, x, y)
}

// Unpacked returns the bytes of a tile that Tile returned.
func (a *Archive) Unpacked(tile []byte) ([]byte, error) {
	return unpacked(tile, a.head.Packing, mostTile)
}

// part is where the bytes of a line lie, which readDirectory has checked.
func (e stretch) part(line archiveLine) stretch {
	return stretch{e.at + line.offset, uint64(line.length)}
}

// leaf returns a leaf directory, read or remembered.
func (a *Archive) leaf(e archiveLine) ([]archiveLine, error) {
	a.mu.Lock()
	lines := a.leaves[e.offset]
	a.mu.Unlock()
	if lines != nil {
		return lines, nil
	}
	packed, err := a.readMost(a.head.leaves.part(e), mostDirectory)
	if err != nil {
		return nil, err
	}
	if lines, err = a.directory(packed); err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.leaves[e.offset] == nil {
		for at, old := range a.leaves { // any will do
			if a.lines+len(lines) <= mostLines {
				break
			}
			a.lines -= len(old)
			delete(a.leaves, at)
		}
		a.leaves[e.offset] = lines
		a.lines += len(lines)
	}
	return lines, nil
}

func (a *Archive) directory(packed []byte) ([]archiveLine, error) {
	plain, err := unpacked(packed, a.head.directories, mostDirectory)
	if err != nil {
		return nil, fmt.Errorf("a directory of the archive: %w", err)
	}
	return readDirectory(plain, a.head.data.size, a.head.leaves.size)
}

func (a *Archive) readMost(e stretch, most uint64) ([]byte, error) {
	if e.size > most {
		return nil, fmt.Errorf("a part of the archive has %d bytes; %d are read at most", e.size, most)
	}
	return a.read(e)
}

// read reads a stretch that lies in the file.
func (a *Archive) read(e stretch) ([]byte, error) {
	b := make([]byte, e.size)
	if n, err := a.from.ReadAt(b, int64(e.at)); err != nil && n < len(b) {
		return nil, fmt.Errorf("reading %d bytes of the archive from byte %d: %w", e.size, e.at, err)
	}
	return b, nil
}

// unpacked undoes a packing, where the result has at most so many bytes.
func unpacked(b []byte, p Packing, most int64) ([]byte, error) {
	if p == Plain {
		return b, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("unpacking: %w", err)
	}
	plain, err := io.ReadAll(io.LimitReader(z, most+1))
	if err != nil {
		return nil, fmt.Errorf("unpacking: %w", err)
	}
	if int64(len(plain)) > most {
		return nil, fmt.Errorf("unpacked it has more than %d bytes", most)
	}
	return plain, nil
}
