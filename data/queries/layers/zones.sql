select z.id, ST_AsBinary(z.geom) as geom, d.number as decree_number, z.form::text, z.extent::text,
	z.starts as start, upper(z.in_force) - 1 as last_day
from zone z
join decree d on d.id = z.decree
where z.geom is not null
