package data

import (
	"context"
	"embed"
	"encoding/binary"
	"fmt"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/klauspost/compress/zstd"

	"corredor/tiles"
)

// Kept is a copy of the items of all collections as they stood at one revision, from
// which questions are answered while the database does not answer. It is safe for
// concurrent use; nil is one that has nothing.
type Kept struct {
	revision int64
	asOf     atomic.Int64 // when it was last known to be what the database has, in Unix nanoseconds
	items    map[string]*keptItems
	edits    map[string]*edits // what was last done to items, of the collections in storied
}

// mostKept is how many items a collection may have for its items to be kept. Of a
// larger one nothing is but how far it reaches: the map has its own copy.
var mostKept = 50_000

// keptItems are the items of a collection, packed.
type keptItems struct {
	collection Collection
	extent     Extent
	large      bool // there are more than are kept, and none is
	ids        []int64
	features   blocks // geometry and properties, as they are answered
	beside     blocks // what is asked of an item and not answered, as JSON

	once    sync.Once
	columns *keptColumns // what conditions are asked of, unpacked when first needed
	err     error
}

// Revision is the number of the data that are kept.
func (k *Kept) Revision() int64 { return k.revision }

// AsOf is when what is kept was last known to be what the database has.
func (k *Kept) AsOf() time.Time { return time.Unix(0, k.asOf.Load()).UTC() }

func (k *Kept) of(c Collection) *keptItems {
	if k == nil {
		return nil
	}
	return k.items[c.ID]
}

// Kept returns what is kept at present, nil for nothing.
func (s *Store) Kept() *Kept { return s.kept.Load() }

// SetKept has questions answered from k while the database does not answer.
func (s *Store) SetKept(k *Kept) { s.kept.Store(k) }

// ReadKept reads the items of all collections in one consistent read. What a large one
// holds, the map at that revision is asked, if current comes to it.
func (s *Store) ReadKept(ctx context.Context, current func() *tiles.Snapshot) (k *Kept, err error) {
	defer wrap(&err, "read what is kept")
	err = pgx.BeginTxFunc(ctx, s.pool, consistent, func(tx pgx.Tx) error {
		revision, err := revisionIn(ctx, tx)
		if err == nil {
			k, err = readKept(ctx, tx, awaitMap(ctx, current, revision))
		}
		return err
	})
	return k, err
}

// readKept reads them as a transaction sees them; m is the map as it does, or nil.
func readKept(ctx context.Context, tx pgx.Tx, m *tiles.Snapshot) (_ *Kept, err error) {
	k := &Kept{items: map[string]*keptItems{}}
	if k.revision, err = revisionIn(ctx, tx); err != nil {
		return nil, err
	}
	k.asOf.Store(time.Now().UnixNano())
	for _, c := range catalogue {
		items, err := readKeptItems(ctx, tx, m, c)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.ID, err)
		}
		k.items[c.ID] = items
	}
	k.edits = map[string]*edits{}
	for _, id := range storied {
		c, _ := FindCollection(id)
		if k.edits[id], err = readEdits(ctx, tx, c); err != nil {
			return nil, fmt.Errorf("edits of %s: %w", id, err)
		}
	}
	return k, nil
}

func readKeptItems(ctx context.Context, tx pgx.Tx, m *tiles.Snapshot, c Collection) (*keptItems, error) {
	var count int
	err := tx.QueryRow(ctx, fmt.Sprintf(`select count(*) from (select from (%s) c limit $1) few`, c.query), mostKept+1).Scan(&count)
	if err != nil {
		return nil, err
	}
	k := &keptItems{collection: c, large: count > mostKept}
	if k.large && m != nil && c.Layer == "incidents" {
		k.extent, err = reachOf(ctx, tx, m, c)
		return k, err
	}
	if k.extent, err = extentIn(ctx, tx, c, "true"); err != nil || k.large {
		return k, err
	}
	rows, err := tx.Query(ctx, c.features(crss[0])+` order by c.id`, sentAs)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	fields, err := columnsOf(rows)
	if err != nil {
		return nil, err
	}
	e, err := newEncoder(fields)
	if err != nil {
		return nil, err
	}
	var features, beside packer
	for rows.Next() {
		row := rows.RawValues()
		var id int64
		if _, err := fmt.Sscan(string(row[0]), &id); err != nil {
			return nil, err
		}
		k.ids = append(k.ids, id)
		features.add(row[1], e.properties(nil, row))
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	k.features = features.done()
	rows, err = tx.Query(ctx, c.besideQuery())
	if err != nil {
		return nil, err
	}
	if _, err = pgx.ForEachRow(rows, []any{new(string)}, func() error {
		beside.add(rows.RawValues()[0])
		return nil
	}); err != nil {
		return nil, err
	}
	k.beside = beside.done()
	return k, nil
}

//go:embed queries/words/*.sql
var wordQueries embed.FS

// besideQuery selects what is asked of an item and is not among what is answered:
// the ends of its time, the box round its place, its words, and properties as
// filters see them.
func (c Collection) besideQuery() string {
	members := []string{
		`'empty', nullif(isempty(c.during), false)`, `'timed', nullif(c.during is not null, false)`,
		`'first', lower(c.during)`, `'after', upper(c.during)`,
		`'box', case when c.geom is not null then array[ST_XMin(c.geom), ST_YMin(c.geom), ST_XMax(c.geom), ST_YMax(c.geom)] end`,
	}
	join := ""
	if c.Searchable && c.search != "" {
		sql, err := wordQueries.ReadFile("queries/words/" + c.ID + ".sql")
		if err != nil {
			panic(err) // a collection with words of its own does not leave the workshop without them
		}
		join = fmt.Sprintf("left join (%s) w on w.id = c.id", sql)
		members = append(members, `'words', w.words`)
	} else if c.Searchable {
		members = append(members, `'words', tsvector_to_array(c.search)`)
	}
	for _, p := range c.Properties {
		if p.Queryable && p.As != p.Type {
			members = append(members, fmt.Sprintf(`'q_%s', %s`, p.Name, p.filtered()))
		}
	}
	return fmt.Sprintf("select json_strip_nulls(json_build_object(%s))::text from (%s) c %s order by c.id", strings.Join(members, ", "), c.query, join)
}

// blocks are pieces in their order, packed some at a time.
type blocks struct {
	first  []int // the place of the first piece of each block
	packed [][]byte
	count  int
}

// blockBytes is about how much is packed together: unpacking it costs a tenth of a
// millisecond.
const blockBytes = 64 << 10

// packer packs pieces, each of some parts.
type packer struct {
	blocks
	open []byte
}

func (p *packer) add(parts ...[]byte) {
	if len(p.open) == 0 {
		p.first = append(p.first, p.count)
	}
	for _, part := range parts {
		p.open = binary.AppendUvarint(p.open, uint64(len(part)))
		p.open = append(p.open, part...)
	}
	if p.count++; len(p.open) >= blockBytes {
		p.close()
	}
}

func (p *packer) close() {
	p.packed = append(p.packed, zipper().EncodeAll(p.open, nil))
	p.open = p.open[:0]
}

func (p *packer) done() blocks {
	if len(p.open) > 0 {
		p.close()
	}
	return p.blocks
}

var zipper = sync.OnceValue(func() *zstd.Encoder {
	z, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		panic(err) // the options above are constants
	}
	return z
})

var unzipper = sync.OnceValue(func() *zstd.Decoder {
	z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(256<<20))
	if err != nil {
		panic(err)
	}
	return z
})

// of is the block in which a piece stands.
func (b blocks) of(piece int) int { return sort.SearchInts(b.first, piece+1) - 1 }

// unpack calls yield for each piece of a block, with its place and its parts.
func (b blocks) unpack(block, parts int, yield func(piece int, part [][]byte) error) error {
	raw, err := unzipper().DecodeAll(b.packed[block], nil)
	if err != nil {
		return fmt.Errorf("a block that is kept is broken: %w", err)
	}
	last := b.count
	if block+1 < len(b.first) {
		last = b.first[block+1]
	}
	for piece := b.first[block]; piece < last; piece++ {
		part := make([][]byte, parts)
		for i := range part {
			length, n := binary.Uvarint(raw)
			if n <= 0 || length > uint64(len(raw)-n) {
				return fmt.Errorf("a block that is kept is broken")
			}
			part[i], raw = raw[n:n+int(length):n+int(length)], raw[n+int(length):]
		}
		if err := yield(piece, part); err != nil {
			return err
		}
	}
	return nil
}

// each calls yield for the items in these rows, which stand in their order.
func (k *keptItems) each(rows []int, yield func(Feature) error) error {
	for len(rows) > 0 {
		block := k.features.of(rows[0])
		err := k.features.unpack(block, 2, func(piece int, part [][]byte) error {
			if len(rows) == 0 || rows[0] != piece {
				return nil
			}
			rows = rows[1:]
			f := Feature{ID: k.ids[piece], Properties: part[1]}
			if len(part[0]) > 0 {
				f.Geometry = part[0]
			}
			return yield(f)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Bytes is about what is kept takes in memory while nothing is unpacked.
func (k *Kept) Bytes() (n int) {
	if k == nil {
		return 0
	}
	for _, items := range k.items {
		n += 8 * len(items.ids)
		for _, b := range []blocks{items.features, items.beside} {
			for _, p := range b.packed {
				n += len(p)
			}
		}
	}
	return n
}
