package web

import (
	"net/http"

	"corredor/data"
)

// collectionRow is a collection with the number of its rows.
type collectionRow struct {
	data.Collection
	Count int64
}

// dataPage answers with what can be downloaded, how exact it is and on what
// terms.
func (s *Server) dataPage(w http.ResponseWriter, r *http.Request) error {
	sheet, l, err := s.readPage(w, r)
	if err != nil {
		return err
	}
	var body struct{ Collections []collectionRow }
	for _, c := range data.Collections() {
		body.Collections = append(body.Collections, collectionRow{c, sheet.counts[c.ID]})
	}
	return s.writePage(w, r, http.StatusOK, "data", page{
		Lang: l, Title: l.word("data.title"), Lead: l.word("data.lead"), Body: body,
	})
}
