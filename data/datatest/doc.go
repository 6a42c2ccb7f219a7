// Package datatest gives tests a real PostGIS: a fresh database each, empty or cloned
// from one that was prepared once.
//
//	func TestMain(m *testing.M) { datatest.Main(m) }
//
//	func TestZones(t *testing.T) {
//		url := datatest.URL(t)
//		...
//	}
//
// The server is a private one, started by the first test that asks, one for each test
// binary, stopped and removed by Main. CORREDOR_TEST_DATABASE_URL names another server to
// use; its user must be allowed to make databases and the postgis extension.
//
// Without PostgreSQL the tests that need it are skipped and say what to install; with
// CORREDOR_REQUIRE_POSTGIS=1, as in make test, they fail instead.
package datatest
