-- Commitments with the last status reported.
select c.id, null::geometry as geom, c.agreed as during, c.search,
	c.code, c.agreed_stated as agreed, c.space, c.space_es, c.dialogue_table, c.commitment, c.commitment_es,
	c.responsible, c.responsible_es, c.beneficiary, c.beneficiary_es,
	c.due_stated as due, c.due_es, s.status, s.reported_stated as status_date, s.evidence, s.evidence_es,
	array(select x.case_id from commitment_case x where x.commitment = c.id order by x.case_id) as cases,
	(select json_build_object('id', o.id, 'name', o.name, 'name_es', o.name_es, 'url', o.url) from source o where o.id = c.source) as source,
	source_address(c.source) as q_source
from commitment c
left join lateral (
	select * from commitment_status s where s.commitment = c.id order by upper(s.reported) desc nulls last, s.id desc limit 1
) s on true
