package seed

// texts_es reads the Spanish texts, which stand in files of their own beside
// the English facts.
func (l *loader) texts_es() error {
	for _, f := range []struct{ file, key, text string }{
		{"incident_texts_es.csv", "id", "summary_es"},
		{"confirmation_texts_es.csv", "row", "account_es"},
		{"decree_texts_es.csv", "seq", "scope_es"},
		{"place_names_es.csv", "place", "place_es"},
	} {
		err := rows(l.files, f.file, func(r *row) {
			l.texts[f.file+"/"+r.need(f.key)] = r.need(f.text)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// placeES returns the Spanish name of a place: most are the same in English.
func (l *loader) placeES(name string) any {
	if es, ok := l.texts["place_names_es.csv/"+name]; ok {
		return es
	}
	return orNil(name)
}

// spanish returns the Spanish text of a row, which must exist.
func (l *loader) spanish(r *row, file, key string) string {
	t, ok := l.texts[file+"/"+key]
	if !ok {
		r.fail("", "%s has no Spanish text for %s", file, key)
	}
	return t
}
