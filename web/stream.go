package web

import (
	"bufio"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"corredor/data"
)

// itemsPage is a FeatureCollection on its way out. Features are written as they
// come, so that memory does not grow with their number.
type itemsPage struct {
	matched int64
	limit   int
	made    time.Time
	links   []link
	next    func(after int64) link
	sent    func(features int) // is told of features as they go
}

// flushBytes is how much is gathered before it is sent, and how often the time
// limit of writing is put off: a client that reads on may take as long as it
// needs, one that has stopped reading loses the connection.
const flushBytes = 64 << 10

// write asks each for one feature more than the page holds; the surplus one
// shows that there is a next page. Nothing is written before the first feature
// or the end has come, so that an error until then can still be answered.
func (p itemsPage) write(w http.ResponseWriter, each func(yield func(data.Feature) error) error) error {
	out := &steady{w: w, control: http.NewResponseController(w)}
	buf := bufio.NewWriterSize(out, flushBytes)
	var scratch []byte
	var returned, last int64
	more := false
	begin := func() {
		announce(w.Header(), p.links...)
		startJSON(w, geoJSONType)
		buf.WriteString(`{"type":"FeatureCollection","features":[`)
	}
	err := each(func(f data.Feature) error {
		if returned == int64(p.limit) {
			more = true
			return nil
		}
		if returned == 0 {
			begin()
			scratch = append(scratch[:0], '\n')
		} else {
			scratch = append(scratch[:0], ',', '\n')
		}
		scratch = appendFeature(scratch, f, nil)
		returned, last = returned+1, f.ID
		if p.sent != nil && returned%featuresUnit == 0 {
			p.sent(featuresUnit)
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
	links := p.links
	if more {
		links = append(links[:len(links):len(links)], p.next(last))
	}
	end, err := json.Marshal(struct {
		Matched   int64  `json:"numberMatched"`
		Returned  int64  `json:"numberReturned"`
		TimeStamp string `json:"timeStamp"`
		Links     []link `json:"links"`
	}{p.matched, returned, p.made.UTC().Format(time.RFC3339), links})
	if err != nil {
		return err
	}
	buf.WriteString("\n],")
	buf.Write(end[1:]) // the object goes on
	buf.WriteByte('\n')
	return buf.Flush()
}

// appendFeature writes a feature as GeoJSON, with links if it stands alone.
func appendFeature(b []byte, f data.Feature, links []link) []byte {
	b = append(b, `{"type":"Feature","id":`...)
	b = strconv.AppendInt(b, f.ID, 10)
	b = append(b, `,"geometry":`...)
	if len(f.Geometry) == 0 {
		b = append(b, "null"...)
	} else {
		b = append(b, f.Geometry...)
	}
	b = append(b, `,"properties":`...)
	b = append(b, f.Properties...)
	if links != nil {
		b = append(b, `,"links":`...)
		written, _ := json.Marshal(links)
		b = append(b, written...)
	}
	return append(b, '}')
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
