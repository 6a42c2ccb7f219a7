package datatest

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"time"
)

// Incidents writes n made-up incidents as CSV, as a person would keep them in a
// table: a code, kind, days, place with its district, longitude and latitude,
// people, what happened, who took part and who reported it. They lie anywhere in
// the map's window and on any day from 1990 to 2025, so that few are alike, as
// imports need it; data/synthetic makes up those that a map needs. The same seed
// writes the same file.
func Incidents(w io.Writer, n int, seed uint64) error {
	out := bufio.NewWriterSize(w, 1<<16)
	r := rand.New(rand.NewPCG(seed, 1))
	first := time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)
	fmt.Fprintln(out, "code,kind,start,end,place,district,province,department,lon,lat,place_precision,deaths,injured,summary_es,actors,source_name,source_url")
	for i := range n {
		start := first.AddDate(0, 0, r.IntN(13_000))
		end := start.AddDate(0, 0, int(r.ExpFloat64()*3))
		unit := syntheticUnits[r.IntN(len(syntheticUnits))]
		sector := r.IntN(30_000)
		paper := syntheticPapers[r.IntN(len(syntheticPapers))]
		deaths, injured := "", "0"
		if r.IntN(40) == 0 {
			deaths, injured = fmt.Sprint(r.IntN(4)), fmt.Sprint(r.IntN(20))
		}
		// Whole thousandths of a degree, as people note them.
		lon, lat := math.Round((-75+6*r.Float64())*1e4)/1e4, math.Round((-18.5+6*r.Float64())*1e4)/1e4
		day := end.Format(time.DateOnly)
		fmt.Fprintf(out, "SYN%07d,%s,%s,%s,Sector %s %d,%s,%.4f,%.4f,community,%s,%s,\"%s en el km %d, por %s; %d personas.\",Comunidad %d,%s,https://%s/conflictos/%d\n",
			i+1, syntheticKinds[r.IntN(len(syntheticKinds))], start.Format(time.DateOnly), day, syntheticNames[r.IntN(len(syntheticNames))], sector,
			unit, lon, lat, deaths, injured, syntheticDeeds[r.IntN(len(syntheticDeeds))], r.IntN(480), syntheticReasons[r.IntN(len(syntheticReasons))], 10+r.IntN(900),
			r.IntN(4000), paper.name, paper.host, start.Year())
	}
	return out.Flush()
}

var (
	syntheticKinds = []string{"blockade", "rail_blockade", "strike", "occupation", "clash", "attack_on_vehicles", "retention_of_workers",
		"police_operation", "detention", "official_visit", "truce", "agreement", "dialogue_event", "dialogue_breakdown", "boycott",
		"political_statement", "threat", "march", "rally", "complaint"}
	syntheticUnits = []string{"Mara,Cotabambas,Apurímac", "Challhuahuacho,Cotabambas,Apurímac", "Haquira,Cotabambas,Apurímac", "Colquemarca,Chumbivilcas,Cusco",
		"Velille,Chumbivilcas,Cusco", "Ccapacmarca,Chumbivilcas,Cusco", "Espinar,Espinar,Cusco", "Coporaque,Espinar,Cusco", "Caylloma,Caylloma,Arequipa", "Mollendo,Islay,Arequipa"}
	syntheticNames   = []string{"Pampa", "Huayllani", "Sayhua", "Qquehuire", "Ñahuinlla", "Urinsaya", "Condoroma", "Tintaya", "Chuicuni", "Allahua"}
	syntheticDeeds   = []string{"Comuneros cierran la vía", "Marcha de vecinos", "Transportistas esperan el paso", "La mesa se suspende", "Se firma un acta", "La Policía despeja la carretera"}
	syntheticReasons = []string{"el polvo de los camiones", "la falta de pago por las tierras", "compromisos sin cumplir", "empleo local", "el agua del río", "la consulta previa"}
	syntheticPapers  = []struct{ name, host string }{{"El Diario del Sur", "eldiariodelsur.example"}, {"Radio Cordillera", "radiocordillera.example"},
		{"La Voz de Chumbivilcas", "lavoz.example"}, {"Noticias Altoandinas", "altoandinas.example"}, {"Corredor Noticias", "corredornoticias.example"}}
)
