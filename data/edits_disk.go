package data

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"time"
)

// storedEdits are the edits of a collection in a file of kept items, as packed JSON under the name of the collection:
// by them feeds go on after a start without the database.
type storedEdits struct {
	Edits []storedEdit
	Files []storedFile
}

// storedEdit is an Edit. What an item was before is kept as the item itself is, and no longer: of what is taken away
// there is nothing.
type storedEdit struct {
	ID         int64
	Made, At   time.Time
	Operation  string
	Field      string          `json:",omitempty"`
	Geometry   json.RawMessage `json:",omitempty"`
	Properties json.RawMessage `json:",omitempty"`
}

type storedFile struct {
	At          time.Time
	First, Last int64
}

// appendEdits writes the edits of the collections that have some, in the order of storied.
func appendEdits(b []byte, all map[string]*edits) ([]byte, error) {
	b = binary.AppendUvarint(b, uint64(len(all)))
	for _, id := range storied {
		e := all[id]
		if e == nil {
			continue
		}
		var s storedEdits
		for _, one := range e.list {
			s.Edits = append(s.Edits, storedEdit{one.ID, one.Made, one.At, one.Operation, one.Field, one.Was.Geometry, one.Was.Properties})
		}
		for _, f := range e.files {
			s.Files = append(s.Files, storedFile{f.at, f.first, f.last})
		}
		text, err := json.Marshal(s)
		if err != nil {
			return nil, fmt.Errorf("edits of %s: %w", id, err)
		}
		b = appendPiece(appendPiece(b, []byte(id)), zipper().EncodeAll(text, nil))
	}
	return b, nil
}

// edits reads what appendEdits has written, at a revision.
func (r *pieces) edits(revision int64) (map[string]*edits, error) {
	all := map[string]*edits{}
	for range r.number(len(storied)) {
		c, ok := FindCollection(string(r.piece()))
		if !ok {
			return nil, ErrOtherFormat
		}
		text, err := unzipper().DecodeAll(r.piece(), nil)
		var s storedEdits
		if err != nil || json.Unmarshal(text, &s) != nil {
			return nil, fmt.Errorf("edits of %s: %w", c.ID, errDamaged)
		}
		e := &edits{revision: revision, collection: c, of: map[int64]Edit{}}
		for _, one := range s.Edits {
			edit := Edit{ID: one.ID, Made: one.Made, At: one.At, Operation: one.Operation, Field: one.Field}
			if one.Properties != nil {
				edit.Was = Feature{ID: one.ID, Geometry: one.Geometry, Properties: one.Properties}
			}
			e.list = append(e.list, edit)
			e.of[one.ID] = edit
		}
		for _, f := range s.Files {
			e.files = append(e.files, together{f.At, f.First, f.Last})
		}
		all[c.ID] = e
	}
	return all, nil
}
