-- Tables, accords and truces, with how their meetings went and how their
-- commitments stand.
select t.id, null::geometry as geom, t.started as during, t.search,
	t.code, t.kind, t.name_es, t.name_en, t.started_stated as started, t.legal_basis, t.legal_basis_es,
	t.parties, t.parties_es, t.place, t.place_es, t.area, t.agreed_es, t.agreed_en, t.responsible, t.responsible_es,
	t.due_stated as due, t.due_es, t.status, t.status_es, t.follow_up, t.withdrawal, t.withdrawal_es, t.note, t.note_es,
	array(select c.case_id from table_case c where c.dialogue_table = t.id order by c.case_id) as cases,
	coalesce((select json_object_agg(kind, n) from (
		select kind, count(*) as n from meeting m where m.dialogue_table = t.id group by kind order by kind) m), '{}') as meetings,
	coalesce((select json_object_agg(status, n) from (
		select s.status, count(*) as n from commitment c join commitment_status s on s.commitment = c.id
		where c.dialogue_table = t.id group by s.status order by s.status) c), '{}') as commitments,
	(select json_build_object('id', o.id, 'name', o.name, 'name_es', o.name_es, 'url', o.url) from source o where o.id = t.source) as source,
	source_address(t.source) as q_source
from dialogue_table t
