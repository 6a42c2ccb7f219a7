select z.id, ST_AsBinary(z.geom) as geom, d.number as decree_number, z.form::text,
	zone_form_words(z, u.names, 'es') as form_es, zone_form_words(z, u.names, 'en') as form_en, z.extent::text,
	z.starts as start, upper(z.in_force) - 1 as last_day
from zone z
join decree d on d.id = z.decree
left join lateral (
	select string_agg(n.name, ', ' order by n.name) as names from zone_unit n where n.zone = z.id
) u on true
where z.geom is not null
