package data

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"
)

// eventMaker writes events when they are first needed, once for all subscribers.
type eventMaker struct {
	ctx      context.Context
	tx       pgx.Tx
	s        *Store
	revision int64
	made     map[string]int64 // ids, by kind and subject
}

// of returns the id of the event of a piece of news.
func (m *eventMaker) of(n toldNews) (id int64, err error) {
	key := n.kind + " " + n.subject
	if id, there := m.made[key]; there {
		return id, nil
	}
	feature, err := m.feature(n)
	if err != nil {
		return 0, err
	}
	err = m.tx.QueryRow(m.ctx, `insert into webhook_event (kind, subject, revision, feature) values ($1, $2, $3, $4) returning id`, n.kind, n.subject, m.revision, feature).Scan(&id)
	m.made[key] = id
	return id, err
}

// feature is the item as it stands; nil of one that was withdrawn.
func (m *eventMaker) feature(n toldNews) (text *string, err error) {
	name, _, _ := strings.Cut(n.subject, "/")
	if n.kind == IncidentWithdrawn {
		return nil, nil // it may have been withdrawn to protect somebody
	}
	c, _ := FindCollection(name)
	f, _, err := m.s.features(m.ctx, m.tx, 0, c.features(crss[0])+` where c.id = $1`, n.item)
	if err == nil && len(f) == 1 {
		written := string(f[0].AppendGeoJSON(nil))
		text = &written
	}
	return text, err
}
