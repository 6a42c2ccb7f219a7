select z.id, ST_AsBinary(z.geom) as geom, d.number as decree_number, z.form::text, z.extent::text,
	lower(z.in_force) - date '1970-01-01' as from_day, upper(z.in_force) - 1 - date '1970-01-01' as to_day
from zone z
join decree d on d.id = z.decree
where z.geom is not null
