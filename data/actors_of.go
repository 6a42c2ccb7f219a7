package data

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/jackc/pgx/v5"

	"corredor/geo"
)

// An ActorName is an actor without its incidents, which may be very many.
type ActorName struct {
	ID     int64
	Name   string
	NameES *string `json:"name_es"`
	Kind   string
}

// ActorsOf returns the known actors who took part in an incident, in the order in which
// it names them. To ask the collection for those whose incidents hold it would gather
// the incidents of every actor.
func (s *Store) ActorsOf(ctx context.Context, _ geo.Viewer, incident int64) (all []ActorName, err error) {
	defer wrap(&err, "actors of incident %d", incident)
	actors, _ := FindCollection("actors")
	return either(ctx, s, actors, func(ctx context.Context) (all []ActorName, err error) {
		ctx, done := inTime(ctx, &err)
		defer done()
		rows, err := s.reads.Query(ctx, `
			select a.id, a.name, a.name_es, a.kind
			from (select actor, min(ord) as ord from incident_actor where incident = $1 group by actor) x
			join actor a on a.id = x.actor
			order by x.ord`, incident)
		if err != nil {
			return nil, err
		}
		return pgx.CollectRows(rows, pgx.RowToStructByPos[ActorName])
	}, func(k *keptItems) (all []ActorName, err error) {
		rows, err := k.choose(Query{Equals: map[string]string{"incidents": strconv.FormatInt(incident, 10)}})
		if err != nil {
			return nil, err
		}
		return all, k.each(rows, func(f Feature) error {
			a := ActorName{ID: f.ID}
			if err := json.Unmarshal(f.Properties, &a); err != nil {
				return err
			}
			a.ID = f.ID
			all = append(all, a)
			return nil
		})
	})
}
