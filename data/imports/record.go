package imports

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"

	"corredor/geo"
)

// openRecord makes room for the record of the file, which history names. A rehearsal,
// which leaves none, needs none.
func (j *job) openRecord() error {
	if !j.req.Commit {
		return nil
	}
	account, token := j.batch.Author()
	err := j.batch.Tx.QueryRow(j.ctx, `
		insert into import_file (account, token, collection, name, format, bytes, rows, accepted, changed, duplicate, held, refused)
		values ($1, $2, $3, $4, '', $5, 0, 0, 0, 0, 0, 0) returning id`,
		account, token, j.report.Collection, geo.Clip(j.report.Name, 300), j.src.size).Scan(&j.file)
	if err == nil {
		j.batch.OfFile(j.file)
	}
	return err
}

// closeRecord keeps which file was brought in, and what became of it.
func (j *job) closeRecord() error {
	if !j.req.Commit {
		return nil
	}
	sum, err := j.src.sum()
	if err != nil {
		return err
	}
	r := j.report
	j.batch.About(fmt.Sprintf("%s: %d new, %d changed", geo.Clip(r.Name, 300), r.Accepted, r.Changed))
	_, err = j.batch.Tx.Exec(j.ctx, `
		update import_file set format = $2, rows = $3, accepted = $4, changed = $5, duplicate = $6, held = $7, refused = $8, sha256 = $9,
			items = case when $10 > 0 then int8range($10, $11, '[]') end
		where id = $1`, j.file, r.Format, r.Rows, r.Accepted, r.Changed, r.Duplicate, r.Held, r.Refused, sum, j.items[0], j.items[1])
	return err
}

// sum is the SHA-256 of the file.
func (s *source) sum() ([]byte, error) {
	f, err := os.Open(s.path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return nil, err
	}
	return h.Sum(nil), nil
}
