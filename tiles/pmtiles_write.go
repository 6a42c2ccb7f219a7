package tiles

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"maps"

	"github.com/klauspost/compress/gzip"
)

// ArchiveWriter makes an archive: PMTiles, version 3, clustered, with equal tiles
// kept once. Tiles go to a spool as they come; in memory stay some hundred bytes
// for each different tile, and a few for each run of equal ones. It is for one
// goroutine.
type ArchiveWriter struct {
	spool    io.ReadWriteSeeker
	out      *bufio.Writer // to the spool
	info     ArchiveInfo
	written  uint64
	digest   hash.Hash
	entries  []archiveLine
	seen     map[[16]byte]archiveLine // by the hash of a tile before it is packed
	packed   bytes.Buffer
	zip      *gzip.Writer
	rootEnds int // where the root directory must end
}

// NewArchiveWriter begins an archive. Of info it reads the content, the packing,
// the zooms, the bounds and the centre. The spool is empty and belongs to the
// writer until the archive is finished.
func NewArchiveWriter(spool io.ReadWriteSeeker, info ArchiveInfo) *ArchiveWriter {
	digest := sha256.New()
	w := &ArchiveWriter{spool: spool, info: info, digest: digest, seen: map[[16]byte]archiveLine{}, rootEnds: rootEnd}
	w.out = bufio.NewWriterSize(io.MultiWriter(spool, digest), 1<<20)
	w.info.Clustered, w.info.Addressed = true, 0
	w.zip, _ = gzip.NewWriterLevel(&w.packed, gzip.BestCompression) // a level that there is
	return w
}

// Add adds a tile, not yet packed. Tiles come in the order in which Walk has them;
// an empty one is left out.
func (w *ArchiveWriter) Add(z uint8, x, y uint32, tile []byte) error {
	if len(tile) == 0 {
		return nil
	}
	id := tileID(z, x, y)
	var last *archiveLine
	if n := len(w.entries); n > 0 {
		last = &w.entries[n-1]
		if id < last.id+uint64(last.run) {
			return fmt.Errorf("tiles: tile %d/%d/%d comes too late for the archive", z, x, y)
		}
	}
	w.info.Addressed++
	sum := sha256.Sum256(tile)
	content, known := w.seen[[16]byte(sum[:])]
	if !known {
		packed, err := w.pack(tile)
		if err != nil {
			return err
		}
		content = archiveLine{offset: w.written, length: uint32(len(packed)), run: 1}
		if _, err := w.out.Write(packed); err != nil {
			return err
		}
		w.written += uint64(len(packed))
		w.seen[[16]byte(sum[:])] = content
	}
	if last != nil && id == last.id+uint64(last.run) && last.offset == content.offset {
		last.run++
		return nil
	}
	content.id = id
	w.entries = append(w.entries, content)
	return nil
}

func (w *ArchiveWriter) pack(b []byte) ([]byte, error) {
	if w.info.Packing != Zipped {
		return b, nil
	}
	return w.zipped(b)
}

// zipped returns b compressed, until it is called again.
func (w *ArchiveWriter) zipped(b []byte) ([]byte, error) {
	w.packed.Reset()
	w.zip.Reset(&w.packed)
	if _, err := w.zip.Write(b); err != nil {
		return nil, err
	}
	err := w.zip.Close()
	return w.packed.Bytes(), err
}

// Info returns what the archive says of itself so far.
func (w *ArchiveWriter) Info() ArchiveInfo {
	info := w.info
	info.Entries, info.Contents = uint64(len(w.entries)), uint64(len(w.seen))
	return info
}

// Finish writes the archive, with metadata that JSON can hold. To them it adds the
// SHA-256 of the tiles, tiles_sha256, by which equal archives know one another.
func (w *ArchiveWriter) Finish(to io.Writer, metadata map[string]any) error {
	if err := w.out.Flush(); err != nil {
		return err
	}
	if len(w.entries) == 0 {
		return fmt.Errorf("tiles: the archive holds no tile")
	}
	said := map[string]any{"tiles_sha256": hex.EncodeToString(w.digest.Sum(nil))}
	maps.Copy(said, metadata)
	root, leaves, err := w.directories()
	if err != nil {
		return err
	}
	text, err := json.Marshal(said)
	if err != nil {
		return err
	}
	zipped, err := w.zipped(text)
	if err != nil {
		return err
	}
	h := archiveHead{ArchiveInfo: w.Info(), directories: Zipped}
	h.root = stretch{headBytes, uint64(len(root))}
	h.meta = stretch{h.root.at + h.root.size, uint64(len(zipped))}
	h.leaves = stretch{h.meta.at + h.meta.size, uint64(len(leaves))}
	h.data = stretch{h.leaves.at + h.leaves.size, w.written}
	for _, part := range [][]byte{h.bytes(), root, zipped, leaves} {
		if _, err := to.Write(part); err != nil {
			return err
		}
	}
	if _, err := w.spool.Seek(0, io.SeekStart); err != nil {
		return err
	}
	n, err := io.Copy(to, w.spool)
	if err == nil && uint64(n) != w.written {
		err = fmt.Errorf("tiles: the spool has %d bytes of %d", n, w.written)
	}
	return err
}

// leafLines is how many lines a leaf directory has at first.
const leafLines = 4096

// directories returns the root directory, packed, and the leaves behind one
// another. All lines stand in the root where it has room for them; else the leaves
// grow until it has room for theirs.
func (w *ArchiveWriter) directories() (root, leaves []byte, err error) {
	room := w.rootEnds - headBytes
	if len(w.entries) <= 4*leafLines {
		packed, err := w.zipped(appendDirectory(nil, w.entries))
		if err != nil || len(packed) <= room {
			return bytes.Clone(packed), nil, err
		}
	}
	for lines := leafLines; ; lines *= 2 {
		var top []archiveLine
		leaves = leaves[:0]
		for from := 0; from < len(w.entries); from += lines {
			packed, err := w.zipped(appendDirectory(nil, w.entries[from:min(from+lines, len(w.entries))]))
			if err != nil {
				return nil, nil, err
			}
			top = append(top, archiveLine{id: w.entries[from].id, offset: uint64(len(leaves)), length: uint32(len(packed))})
			leaves = append(leaves, packed...)
		}
		packed, err := w.zipped(appendDirectory(nil, top))
		if err != nil || len(packed) <= room || len(top) == 1 {
			return bytes.Clone(packed), leaves, err
		}
	}
}
