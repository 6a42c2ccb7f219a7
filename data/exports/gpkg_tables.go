package exports

// geoPackageTables makes what OGC 12-128r18 asks of every GeoPackage, with the
// extensions for metadata and for titles of columns.
var geoPackageTables = []string{
	`pragma application_id = 0x47504B47`, // "GPKG"
	`pragma user_version = 10300`,
	`create table gpkg_spatial_ref_sys (
		srs_name text not null,
		srs_id integer primary key not null,
		organization text not null,
		organization_coordsys_id integer not null,
		definition text not null,
		description text)`,
	`insert into gpkg_spatial_ref_sys values
		('Undefined Cartesian', -1, 'NONE', -1, 'undefined', null),
		('Undefined geographic', 0, 'NONE', 0, 'undefined', null),
		('WGS 84', 4326, 'EPSG', 4326, '` + geographicWKT + `', 'longitude, latitude')`,
	`create table gpkg_contents (
		table_name text primary key not null,
		data_type text not null,
		identifier text unique,
		description text default '',
		last_change datetime not null,
		min_x double, min_y double, max_x double, max_y double,
		srs_id integer references gpkg_spatial_ref_sys (srs_id))`,
	`create table gpkg_geometry_columns (
		table_name text not null unique references gpkg_contents (table_name),
		column_name text not null,
		geometry_type_name text not null,
		srs_id integer not null references gpkg_spatial_ref_sys (srs_id),
		z tinyint not null,
		m tinyint not null,
		primary key (table_name, column_name))`,
	`create table gpkg_extensions (
		table_name text,
		column_name text,
		extension_name text not null,
		definition text not null,
		scope text not null,
		unique (table_name, column_name, extension_name))`,
	`create table gpkg_metadata (
		id integer primary key not null,
		md_scope text not null default 'dataset',
		md_standard_uri text not null,
		mime_type text not null default 'text/xml',
		metadata text not null default '')`,
	`create table gpkg_metadata_reference (
		reference_scope text not null,
		table_name text,
		column_name text,
		row_id_value integer,
		timestamp datetime not null,
		md_file_id integer not null references gpkg_metadata (id),
		md_parent_id integer references gpkg_metadata (id))`,
	`create table gpkg_data_columns (
		table_name text not null,
		column_name text not null,
		name text,
		title text,
		description text,
		mime_type text,
		constraint_name text,
		primary key (table_name, column_name),
		unique (table_name, name))`,
	`insert into gpkg_extensions values
		('gpkg_metadata', null, 'gpkg_metadata', 'http://www.geopackage.org/spec130/#extension_metadata', 'read-write'),
		('gpkg_metadata_reference', null, 'gpkg_metadata', 'http://www.geopackage.org/spec130/#extension_metadata', 'read-write'),
		('gpkg_data_columns', null, 'gpkg_schema', 'http://www.geopackage.org/spec130/#extension_schema', 'read-write')`,
}

const geographicWKT = `GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]`

// references are the reference systems that geometries come in.
var references = map[int]struct{ name, wkt string }{
	wgs84: {"WGS 84", geographicWKT},
	3857: {"WGS 84 / Pseudo-Mercator", `PROJCS["WGS 84 / Pseudo-Mercator",` + geographicWKT +
		`,PROJECTION["Mercator_1SP"],PARAMETER["central_meridian",0],PARAMETER["scale_factor",1],PARAMETER["false_easting",0],PARAMETER["false_northing",0],` +
		`UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],` +
		`EXTENSION["PROJ4","+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +wktext +no_defs"],AUTHORITY["EPSG","3857"]]`},
	32718: {"WGS 84 / UTM zone 18S", utm("18", "-75", "32718")},
	32719: {"WGS 84 / UTM zone 19S", utm("19", "-69", "32719")},
}

func utm(zone, meridian, code string) string {
	return `PROJCS["WGS 84 / UTM zone ` + zone + `S",` + geographicWKT +
		`,PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",` + meridian +
		`],PARAMETER["scale_factor",0.9996],PARAMETER["false_easting",500000],PARAMETER["false_northing",10000000],` +
		`UNIT["metre",1,AUTHORITY["EPSG","9001"]],AXIS["Easting",EAST],AXIS["Northing",NORTH],AUTHORITY["EPSG","` + code + `"]]`
}
