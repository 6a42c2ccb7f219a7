package data

import "testing"

func TestEveryTableAndEveryMeasureIsExplainedInTheDatabase(t *testing.T) {
	s := seeded(t)
	// A measure is a number, a time or a place: what has a unit, or ends that may
	// be in or out. Ids and references need no words.
	mute := one[string](t, s, `
		with ours as (
			select oid, relname::text as name from pg_class
			where relnamespace = 'public'::regnamespace and relkind = 'r'
			  and relname not in ('spatial_ref_sys', 'goose_db_version')
		)
		select coalesce(string_agg(what, ', ' order by what), '')
		from (
			select name as what from ours where obj_description(oid, 'pg_class') is null
			union all
			select o.name || '.' || a.attname
			from ours o
			join pg_attribute a on a.attrelid = o.oid and a.attnum > 0 and not a.attisdropped
			where a.atttypid::regtype::text in ('double precision', 'smallint', 'integer', 'bigint', 'date', 'daterange', 'geometry')
			  and a.attname <> 'id'
			  and not exists (select from pg_constraint k where k.conrelid = o.oid and k.contype = 'f' and a.attnum = any (k.conkey))
			  and col_description(o.oid, a.attnum) is null
		) q`)
	if mute != "" {
		t.Errorf("without a comment: %s", mute)
	}
}
