package web

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"corredor/data/imports"
	"corredor/geo"
)

// mostImport bounds a file that is brought in over the network, and what is packed in
// it, in bytes; mostImportRows its rows, and mostRejected what comes back of it, in bytes.
const (
	mostImport     = 256 << 20
	mostImportRows = 2_000_000
	mostRejected   = 64 << 20
)

// importFile brings a file into a collection, or rehearses that: without commit
// nothing is written.
func (s *Server) importFile(w http.ResponseWriter, r *http.Request) error {
	given, err := readQuery(r, "collection", "commit", "format", "name", "layer", "level", "route", "refs", "duplicates", "f")
	if err != nil {
		return err
	}
	if f := given["f"]; f != "" && f != "json" && f != "csv" {
		return badChoice("f", f, "format", []string{"json", "csv"})
	}
	if c := given["commit"]; c != "" && c != "true" && c != "false" {
		return geo.Invalidf("commit", "commit must be true or false.")
	}
	if d := given["duplicates"]; d != "" && d != "accept" && d != "hold" {
		return badChoice("duplicates", d, "way with duplicates", []string{"hold", "accept"})
	}
	who, err := s.writer(w, r)
	if err != nil {
		return err
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err == nil && strings.HasPrefix(kind, "multipart/") {
		return geo.Invalidf("Content-Type", "Send the file itself as the body of the request, not a form: curl --data-binary @FILE.")
	}
	if packed := r.Header.Get("Content-Encoding"); packed != "" && packed != "identity" {
		return geo.Invalidf("Content-Encoding", "Send the file as it is, not packed with %s.", geo.Clip(packed, 20))
	}
	if r.ContentLength > mostImport { // one that does not say is counted as it comes
		return &geo.Problem{Kind: geo.TooLarge, Param: "file", Msg: fmt.Sprintf("The file is longer than %d MB. Import it with corredor import.", mostImport>>20)}
	}
	body := &patient{r: http.MaxBytesReader(w, r.Body, mostImport+1), control: http.NewResponseController(w)}
	name, err := readName(r)
	if err != nil {
		return err
	}
	rejected := &bounded{most: mostRejected}
	request := imports.Request{
		Collection: given["collection"], Reader: body, Name: orElse(given["name"], "upload"), MaxBytes: mostImport, MaxRows: mostImportRows, Format: given["format"],
		Layer: given["layer"], Commit: given["commit"] == "true", AcceptDuplicates: given["duplicates"] == "accept",
		Level: given["level"], Route: given["route"],
	}
	if given["f"] == "csv" {
		request.Rejected = func() (io.WriteCloser, error) { return rejected, nil }
	}
	if name.key != "" {
		body.r = io.TeeReader(body.r, name)
		request.Once = name.once
	}
	if refs := given["refs"]; refs != "" {
		request.Refs = strings.Split(refs, ",")
	}
	report, err := imports.Run(r.Context(), s.Store, who, request, nil)
	if err != nil {
		return err
	}
	// The import may have taken longer than an answer may; writing it begins now.
	_ = body.control.SetWriteDeadline(time.Now().Add(writeTimeout))
	w.Header().Set("Cache-Control", "no-store")
	if report.Committed {
		s.tellRevision(w, r)
	}
	if given["f"] == "csv" {
		w.Header().Set("Content-Type", "text/csv; charset=utf-8")
		w.Header().Set("Content-Disposition", `attachment; filename="rejected.csv"`)
		_, err := w.Write(rejected.Bytes())
		return err
	}
	return writeJSON(w, jsonType, report)
}

// patient reads on for as long as more keeps coming.
type patient struct {
	r       io.Reader
	control *http.ResponseController
}

func (p *patient) Read(b []byte) (int, error) {
	// A connection without time limits, as in tests, is none the worse.
	_ = p.control.SetReadDeadline(time.Now().Add(readTimeout))
	n, err := p.r.Read(b)
	if err != nil && err != io.EOF {
		err = brokenBody(err)
	}
	return n, err
}

// bounded keeps what is written to it, up to a bound.
type bounded struct {
	bytes.Buffer
	most int
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > b.most {
		return 0, &geo.Problem{Kind: geo.TooLarge, Msg: "More rows were refused than can be sent back. Import the file with corredor import, or in parts."}
	}
	return b.Buffer.Write(p)
}

func (b *bounded) Close() error { return nil }
