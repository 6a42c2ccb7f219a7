package web

import (
	"bufio"
	"encoding/json"
	"net/http"
	"time"

	"corredor/data"
)

// itemsPage is a page of features: those themselves, or their ids and a way to
// fetch them, so that memory does not grow with their number.
type itemsPage struct {
	matched       int64 // how many there are on all pages
	ids           []int64
	features      []data.Feature                             // nil where they are still to be fetched
	each          func(yield func(data.Feature) error) error // fetches them
	next          string                                     // of a sorted page: behind what the following one begins
	first, last   int64                                      // the ids between which the page lies
	before, after bool                                       // whether there is more
	links         []link
}

// flushBytes is how much is gathered before it is sent, and how often the time
// limit of writing is put off: a client that reads on may take as long as it
// needs, one that has stopped reading loses the connection.
const flushBytes = 64 << 10

// write writes the page as a FeatureCollection. Nothing is written before the
// first feature or the end has come, so that an error until then can still be
// answered. An item that went away meanwhile is not counted.
func (p itemsPage) write(w http.ResponseWriter, made time.Time, sent func(features int)) error {
	out := &steady{w: w, control: http.NewResponseController(w)}
	buf := bufio.NewWriterSize(out, flushBytes)
	var scratch []byte
	returned := int64(0)
	begin := func() {
		announce(w.Header(), p.links...)
		startJSON(w, geoJSONType)
		buf.WriteString(`{"type":"FeatureCollection","features":[`)
	}
	err := p.walk(func(f data.Feature) error {
		if returned == 0 {
			begin()
			scratch = append(scratch[:0], '\n')
		} else {
			scratch = append(scratch[:0], ',', '\n')
		}
		scratch = f.AppendGeoJSON(scratch)
		returned++
		if returned%featuresUnit == 0 {
			sent(featuresUnit)
		}
		_, err := buf.Write(scratch)
		return err
	})
	if err != nil {
		return err
	}
	if returned == 0 {
		begin()
	}
	end, err := json.Marshal(struct {
		Matched   int64  `json:"numberMatched"`
		Returned  int64  `json:"numberReturned"`
		TimeStamp string `json:"timeStamp"`
		Links     []link `json:"links"`
	}{p.matched, returned, made.UTC().Format(time.RFC3339), p.links})
	if err != nil {
		return err
	}
	buf.WriteString("\n],")
	buf.Write(end[1:]) // the object goes on
	buf.WriteByte('\n')
	return buf.Flush()
}

// walk calls yield for each feature.
func (p itemsPage) walk(yield func(data.Feature) error) error {
	if p.each != nil {
		return p.each(yield)
	}
	for _, f := range p.features {
		if err := yield(f); err != nil {
			return err
		}
	}
	return nil
}

// appendLinked writes a feature that stands alone, with its links.
func appendLinked(b []byte, f data.Feature, links []link) []byte {
	b = f.AppendGeoJSON(b)
	b = append(b[:len(b)-1], `,"links":`...) // the object goes on
	written, _ := json.Marshal(links)
	return append(append(b, written...), '}')
}

// steady sends each write on its way at once and puts off the time limit.
type steady struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

func (s *steady) Write(b []byte) (int, error) {
	// A writer without time limits, as in tests, is none the worse.
	_ = s.control.SetWriteDeadline(time.Now().Add(writeTimeout))
	n, err := s.w.Write(b)
	if err == nil && len(b) >= flushBytes {
		err = s.control.Flush()
	}
	return n, err
}
