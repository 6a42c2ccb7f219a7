-- Admin units; the geometry is null where no boundary is loaded.
select u.id, u.geom, null::daterange as during, u.level::text, u.ubigeo, u.geom is not null as loaded, u.focus,
	(select row_to_json(p) from (select
		u.level, u.name, u.ubigeo, u.province, u.department, u.focus, u.geom is not null as loaded,
		case when u.capital is not null then
			json_build_array(round(ST_X(u.capital)::numeric, 5), round(ST_Y(u.capital)::numeric, 5)) end as capital,
		u.origin
	) p) as properties
from admin_unit u
