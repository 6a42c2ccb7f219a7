package imports

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"slices"

	"github.com/klauspost/compress/zlib"
	"google.golang.org/protobuf/encoding/protowire"
)

// Our own reader of .osm.pbf: that of paulmach/osm takes an extract at its word, so
// that one made to burst fills the memory, or ends the program from a goroutine that
// nobody can catch. This one reads what a road needs, with every length bounded.

// The most that the format allows, in bytes.
const (
	mostBlobHeader = 64 << 10
	mostBlob       = 32 << 20
)

var errDamaged = errors.New("it is damaged")

// readPBF goes through an extract, block by block.
func readPBF(from io.Reader, visit osmVisit) error {
	var packed, plain []byte
	for {
		kind, blob, err := nextBlob(from, &packed)
		if err == io.EOF {
			return nil
		}
		if err == nil {
			plain, err = unpackBlob(blob, plain[:0])
		}
		if err == nil && kind == "OSMHeader" {
			err = checkHeader(plain)
		} else if err == nil && kind == "OSMData" {
			err = visit.block(plain)
		}
		if err != nil {
			return err
		}
	}
}

// nextBlob reads a block as it is packed.
func nextBlob(from io.Reader, into *[]byte) (kind string, blob []byte, err error) {
	var size [4]byte
	if _, err := io.ReadFull(from, size[:]); err != nil {
		return "", nil, short(err, true)
	}
	n := binary.BigEndian.Uint32(size[:])
	if n > mostBlobHeader {
		return "", nil, errDamaged
	}
	header := make([]byte, n)
	if _, err := io.ReadFull(from, header); err != nil {
		return "", nil, short(err, false)
	}
	var length uint64
	err = eachField(header, func(field protowire.Number, text []byte, number uint64) error {
		switch field {
		case 1:
			kind = string(text)
		case 3:
			length = number
		}
		return nil
	})
	if err != nil || length > mostBlob {
		return "", nil, errDamaged
	}
	*into = slices.Grow((*into)[:0], int(length))[:length]
	_, err = io.ReadFull(from, *into)
	return kind, *into, short(err, false)
}

// short says that a file breaks off; atStart it may just be its end.
func short(err error, atStart bool) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || err == io.EOF && !atStart {
		return errors.New("it breaks off")
	}
	return err
}

// unpackBlob returns what is in a blob, which says itself how long that is.
func unpackBlob(blob, into []byte) ([]byte, error) {
	var raw, packed []byte
	var size uint64
	other := false
	err := eachField(blob, func(field protowire.Number, text []byte, number uint64) error {
		switch field {
		case 1:
			raw = text
		case 2:
			size = number
		case 3:
			packed = text
		default:
			other = true
		}
		return nil
	})
	switch {
	case err != nil || size > mostBlob:
		return nil, errDamaged
	case raw != nil:
		return raw, nil
	case packed == nil && other:
		return nil, errors.New("it is packed by another way than zlib; write it anew with osmium cat")
	}
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, errDamaged
	}
	defer z.Close()
	out := bytes.NewBuffer(slices.Grow(into, int(size)+bytes.MinRead))
	if n, err := out.ReadFrom(io.LimitReader(z, int64(size)+1)); err != nil || n != int64(size) {
		return nil, errDamaged
	}
	return out.Bytes(), nil
}

func checkHeader(block []byte) error {
	return eachField(block, func(field protowire.Number, text []byte, _ uint64) error {
		if field == 4 && !slices.Contains([]string{"OsmSchema-V0.6", "DenseNodes", "HistoricalInformation"}, string(text)) {
			return errors.New("it needs what is not known here")
		}
		return nil
	})
}

// eachField goes through a message: text holds what has a length, number the others.
func eachField(message []byte, do func(field protowire.Number, text []byte, number uint64) error) error {
	for len(message) > 0 {
		field, kind, n := protowire.ConsumeTag(message)
		if n < 0 {
			return errDamaged
		}
		message = message[n:]
		var text []byte
		var number uint64
		switch kind {
		case protowire.VarintType:
			number, n = protowire.ConsumeVarint(message)
		case protowire.BytesType:
			text, n = protowire.ConsumeBytes(message)
		default:
			n = protowire.ConsumeFieldValue(field, kind, message)
		}
		if n < 0 {
			return errDamaged
		}
		message = message[n:]
		if err := do(field, text, number); err != nil {
			return err
		}
	}
	return nil
}
