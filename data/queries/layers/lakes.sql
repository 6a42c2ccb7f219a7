select id, ST_AsBinary(geom) as geom, min_zoom, name
from basemap
where layer = 'lakes'
