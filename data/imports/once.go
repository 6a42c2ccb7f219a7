package imports

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"corredor/data"
)

// answer is all that an import was answered with, as it is kept under its name.
type answer struct {
	Report   Report `json:"report"`
	Rejected []byte `json:"rejected,omitempty"`
}

// answered takes the name of the import, and answers as before where one of that name was
// done already. A rehearsal takes no name: it can be had again as often as one likes.
func (j *job) answered() (done bool, err error) {
	if j.req.Once == nil || !j.req.Commit {
		return false, nil
	}
	j.once = j.req.Once()
	f, done, err := j.batch.Begin(j.ctx, j.once)
	if err != nil || !done {
		return false, err
	}
	var before answer
	if err := json.Unmarshal(f.Properties, &before); err != nil {
		return false, err
	}
	j.report = before.Report
	if j.req.Rejected == nil || len(before.Rejected) == 0 {
		return true, nil
	}
	to, err := j.req.Rejected()
	if err != nil {
		return false, err
	}
	_, err = to.Write(before.Rejected)
	return true, errors.Join(err, to.Close())
}

// keepAnswer keeps the answer under the name of the import, where it has one.
func (j *job) keepAnswer() error {
	if j.once.Key == "" {
		return nil
	}
	said, err := json.Marshal(answer{j.report, j.sent.Bytes()})
	if err != nil {
		return err
	}
	return j.batch.End(j.ctx, j.once, data.Feature{ID: j.file, Properties: said})
}

// rejected is where rows go that are refused or held, and are kept where the import has
// a name.
func (j *job) rejected() (io.WriteCloser, error) {
	to, err := j.req.Rejected()
	if err != nil || j.once.Key == "" {
		return to, err
	}
	return both{to, &j.sent}, nil
}

// both keeps what it passes on.
type both struct {
	io.WriteCloser
	kept *bytes.Buffer
}

func (b both) Write(p []byte) (int, error) {
	b.kept.Write(p)
	return b.WriteCloser.Write(p)
}
