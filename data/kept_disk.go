package data

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"sync"
)

// A file of kept items begins with keptMagic, the number of its format, the shape of
// items, the revision and the time it was read at, and ends with the CRC-32C of all before. Between them
// stand the collections: name, extent, how many items are kept, or one more than may be for a
// large one of which none is, ids as differences, and the packed blocks; and then what was last done to the items
// of some of them, see edits_disk.go.
const (
	keptMagic  = "corrkept"
	keptFormat = 2
)

// ErrOtherFormat is that of a file which another version of this program wrote.
var ErrOtherFormat = errors.New("it is of another format than this program reads")

// errDamaged is that of a file which holds what was never written.
var errDamaged = errors.New("it is damaged")

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Save writes what is kept, to be read by LoadKept.
func (k *Kept) Save(to io.Writer) error {
	sum := crc32.New(castagnoli)
	out := io.MultiWriter(to, sum)
	b := append([]byte(keptMagic), keptFormat)
	b = appendPiece(b, []byte(shapeOfItems()))
	b = binary.AppendUvarint(b, uint64(k.revision))
	b = binary.AppendUvarint(b, uint64(k.asOf.Load()))
	b = binary.AppendUvarint(b, uint64(len(k.items)))
	for _, c := range catalogue {
		items := k.items[c.ID]
		if items == nil {
			continue
		}
		extent, err := json.Marshal(items.extent)
		if err != nil {
			return err
		}
		b = appendPiece(appendPiece(b, []byte(c.ID)), extent)
		if items.large {
			b = binary.AppendUvarint(b, uint64(mostKept+1))
			continue
		}
		b = binary.AppendUvarint(b, uint64(len(items.ids)))
		last := int64(0)
		for _, id := range items.ids {
			b = binary.AppendVarint(b, id-last)
			last = id
		}
		for _, list := range []blocks{items.features, items.beside} {
			b = binary.AppendUvarint(b, uint64(len(list.packed)))
			for i, packed := range list.packed {
				b = binary.AppendUvarint(b, uint64(list.first[i]))
				b = appendPiece(b, packed)
				if len(b) > 1<<20 {
					if _, err := out.Write(b); err != nil {
						return err
					}
					b = b[:0]
				}
			}
		}
	}
	b, err := appendEdits(b, k.edits)
	if err != nil {
		return err
	}
	if _, err := out.Write(b); err != nil {
		return err
	}
	_, err = to.Write(binary.LittleEndian.AppendUint32(nil, sum.Sum32()))
	return err
}

func appendPiece(b, piece []byte) []byte {
	return append(binary.AppendUvarint(b, uint64(len(piece))), piece...)
}

// LoadKept reads what Save has written. It never trusts what it reads. The bytes
// belong to what it returns.
func LoadKept(b []byte) (_ *Kept, err error) {
	if len(b) < len(keptMagic)+1+4 || string(b[:len(keptMagic)]) != keptMagic {
		return nil, errDamaged
	}
	if b[len(keptMagic)] != keptFormat {
		return nil, ErrOtherFormat
	}
	end := len(b) - 4
	if crc32.Checksum(b[:end], castagnoli) != binary.LittleEndian.Uint32(b[end:]) {
		return nil, errDamaged
	}
	r := &pieces{b: b[len(keptMagic)+1 : end]}
	if string(r.piece()) != shapeOfItems() {
		return nil, ErrOtherFormat
	}
	k := &Kept{revision: int64(r.number(math.MaxInt64)), items: map[string]*keptItems{}}
	k.asOf.Store(int64(r.number(math.MaxInt64)))
	for range r.number(len(catalogue)) {
		items, err := r.items()
		if err != nil {
			return nil, err
		}
		k.items[items.collection.ID] = items
	}
	if k.edits, err = r.edits(k.revision); err != nil {
		return nil, err
	}
	if r.broken || len(r.b) > 0 {
		return nil, errDamaged
	}
	return k, nil
}

// shapeOfItems is another text where the items of some collection have another shape:
// what was kept in it is not what is answered today.
var shapeOfItems = sync.OnceValue(func() string {
	sum := sha256.New()
	for _, c := range catalogue {
		fmt.Fprintf(sum, "%s\n%s\n%s\n", c.ID, c.features(crss[0]), c.besideQuery())
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
})

// pieces reads numbers and pieces off bytes; broken once they are not what they
// should be.
type pieces struct {
	b      []byte
	broken bool
}

// number reads a whole number of at most so much.
func (r *pieces) number(most int) int {
	n, size := binary.Uvarint(r.b)
	if size <= 0 || n > uint64(most) {
		r.broken, r.b = true, nil
		return 0
	}
	r.b = r.b[size:]
	return int(n)
}

func (r *pieces) piece() []byte {
	n := r.number(len(r.b))
	if n > len(r.b) {
		r.broken = true
		return nil
	}
	p := r.b[:n:n]
	r.b = r.b[n:]
	return p
}

func (r *pieces) items() (*keptItems, error) {
	name := string(r.piece())
	c, ok := FindCollection(name)
	if !ok {
		return nil, ErrOtherFormat
	}
	k := &keptItems{collection: c}
	if err := json.Unmarshal(r.piece(), &k.extent); err != nil {
		return nil, errDamaged
	}
	count := r.number(mostKept + 1)
	if k.large = count > mostKept; k.large {
		return k, nil
	}
	k.ids = make([]int64, 0, count)
	last := int64(0)
	for range count {
		step, size := binary.Varint(r.b)
		if size <= 0 || len(k.ids) > 0 && step <= 0 {
			return nil, errDamaged
		}
		r.b = r.b[size:]
		last += step
		k.ids = append(k.ids, last)
	}
	var err error
	if k.features, err = r.blocks(count, 2); err == nil {
		k.beside, err = r.blocks(count, 1)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return k, nil
}

// blocks reads blocks of so many pieces in all.
func (r *pieces) blocks(count, parts int) (blocks, error) {
	list := blocks{count: count}
	next := 0
	for i := range r.number(count) {
		first := r.number(count)
		if packed := r.piece(); !r.broken && first >= next && (i > 0 || first == 0) && first < count {
			list.first, list.packed = append(list.first, first), append(list.packed, packed)
			next = first + 1
			continue
		}
		return list, errDamaged
	}
	if r.broken || (len(list.packed) == 0) != (count == 0) {
		return list, errDamaged
	}
	return list, nil
}
