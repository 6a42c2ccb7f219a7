select id, ST_AsBinary(geom) as geom, min_zoom, name, rank::int, main
from basemap
where layer = 'rivers'
