select id, ST_AsBinary(ST_Force2D(geom)) as geom, code, kind::text
from route
where geom is not null
