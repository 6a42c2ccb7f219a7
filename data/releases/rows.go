package releases

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"

	"corredor/data"
)

// The files of a collection.
func itemsName(id string) string      { return id + ".geojson" }
func tableName(id string) string      { return id + ".csv" }
func conditionsName(id string) string { return id + ".conditions.jsonl" }

// lineBytes is how much of a file is read at once.
const lineBytes = 256 << 10

// features reads the features of a GeoJSON file in which each stands on a line of its
// own, as a release writes it: with the line, without the comma that follows it.
func features(open func() (*os.File, error)) iter.Seq2[data.Remembered, error] {
	return func(yield func(data.Remembered, error) bool) {
		f, err := open()
		if err != nil {
			yield(data.Remembered{}, err)
			return
		}
		defer f.Close()
		name := f.Name()
		in := bufio.NewReaderSize(f, lineBytes)
		if _, err := in.ReadSlice('\n'); err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			yield(data.Remembered{}, fmt.Errorf("%s: %w", name, err))
			return
		}
		for {
			line, err := in.ReadBytes('\n')
			if err != nil {
				yield(data.Remembered{}, fmt.Errorf("%s: %w", name, err))
				return
			}
			line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte(","))
			if len(line) > 0 && line[0] == ']' {
				return
			}
			item, err := featureOf(line)
			if err != nil {
				err = fmt.Errorf("%s: %w", name, err)
			}
			if !yield(item, err) || err != nil {
				return
			}
		}
	}
}

func featureOf(line []byte) (item data.Remembered, err error) {
	var told struct {
		ID                   int64
		Geometry, Properties json.RawMessage
	}
	if err := json.Unmarshal(line, &told); err != nil {
		return item, err
	}
	item.Feature = data.Feature{ID: told.ID, Properties: told.Properties}
	if string(told.Geometry) != "null" {
		item.Geometry = told.Geometry
	}
	item.Line = line
	return item, nil
}

// written opens the items of a collection of a release that is being made.
func written(dir, id string) func() (*os.File, error) {
	return func() (*os.File, error) { return os.Open(filepath.Join(dir, itemsName(id))) }
}

// rows are the features of a collection, for what writes other formats.
func rows(dir, id string) iter.Seq2[data.Feature, error] {
	return func(yield func(data.Feature, error) bool) {
		for item, err := range features(written(dir, id)) {
			if !yield(item.Feature, err) {
				return
			}
		}
	}
}

// items opens the items of a collection.
func (r *Release) items(id string) func() (*os.File, error) {
	return func() (*os.File, error) { return r.openNamed(itemsName(id)) }
}

// remembered are the items of a collection with their conditions.
func (r *Release) remembered(id string) iter.Seq2[data.Remembered, error] {
	return func(yield func(data.Remembered, error) bool) {
		f, err := r.openNamed(conditionsName(id))
		if err != nil {
			yield(data.Remembered{}, err)
			return
		}
		defer f.Close()
		in := bufio.NewReaderSize(f, lineBytes)
		for item, err := range features(r.items(id)) {
			if err == nil {
				if item.Conditions, err = in.ReadBytes('\n'); errors.Is(err, io.EOF) {
					err = fmt.Errorf("%s ends too early", f.Name())
				}
			}
			if !yield(item, err) || err != nil {
				return
			}
		}
	}
}
