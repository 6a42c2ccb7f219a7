select id, ST_AsBinary(geom) as geom, min_zoom
from basemap
where layer = 'land'
