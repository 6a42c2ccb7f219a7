package web

import (
	"bytes"
	"encoding/json"
)

// members are the members of a JSON object in an order of their own.
type members[T any] struct {
	names  []string
	values []T
}

func (m *members[T]) add(name string, value T) {
	m.names, m.values = append(m.names, name), append(m.values, value)
}

// MarshalJSON writes the object.
func (m *members[T]) MarshalJSON() ([]byte, error) {
	b := bytes.NewBufferString("{")
	for i, name := range m.names {
		if i > 0 {
			b.WriteByte(',')
		}
		key, err := json.Marshal(name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(m.values[i])
		if err != nil {
			return nil, err
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
