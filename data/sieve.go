package data

import "iter"

// A Sieve is the items of a collection as a release keeps them, made ready to be asked many
// times. It is safe for concurrent use.
type Sieve struct {
	items []Remembered
	group *keptItems
}

// Sieve makes items ready; it is nil where there are more than siftedAtOnce.
func (c Collection) Sieve(items iter.Seq2[Remembered, error]) (*Sieve, error) {
	var s Sieve
	for item, err := range items {
		if err != nil {
			return nil, err
		}
		if s.items = append(s.items, item); len(s.items) > siftedAtOnce {
			return nil, nil
		}
	}
	var err error
	s.group, err = c.grouped(s.items)
	return &s, err
}

// Sift is that of the collection.
func (s *Sieve) Sift(q Query, yield func(place int, item Remembered) error) error {
	q.After, q.Before, q.Limit, q.SRID = 0, 0, 0, 0
	if err := s.group.collection.sifts(q); err != nil {
		return err
	}
	rows, err := s.group.choose(q)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := yield(row, s.items[row]); err != nil {
			return err
		}
	}
	return nil
}
