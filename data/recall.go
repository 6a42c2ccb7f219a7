package data

import "corredor/geo"

// Recall calls yield for the items of a collection that a query chooses, in order of
// id, from what is kept in memory and without asking the database. It is not ok, and
// calls nothing, where memory cannot tell: a collection is not kept, or the question
// is one for PostGIS.
func (k *Kept) Recall(c Collection, q Query, yield func(Feature) error) (ok bool, err error) {
	items := k.of(c)
	if items == nil || items.large {
		return false, nil
	}
	rows, err := items.choose(q)
	if geo.KindOf(err) == geo.Unavailable {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, items.each(rows, yield)
}
