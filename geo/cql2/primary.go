package cql2

// primary reads a literal, a property, a function or something in brackets.
func (p *parser) primary() (Expr, error) {
	t := p.take()
	switch t.kind {
	case numberToken:
		return Number(t.number), nil
	case textToken:
		return Text(t.s), nil
	case quotedToken:
		if n := p.peek(); n.is("(") {
			return nil, problem(t.at, "%s is a property, not a function: the name of a function stands without quotes", t)
		}
		return Property{Name: t.s, At: t.at}, nil
	case wordToken:
		return p.word(t)
	case signToken:
		if t.s == "(" {
			return p.brackets()
		}
	}
	return nil, problem(t.at, "A value or a property was expected before %s", t)
}

func (p *parser) word(t token) (Expr, error) {
	switch t.low {
	case "true", "false":
		return Boolean(t.low == "true"), nil
	case "null":
		return nil, problem(t.at, "NULL can only be asked for with IS NULL")
	}
	open := p.peek().is("(")
	if literals[t.low] && (open || p.opensGeometry(t)) {
		return p.literal(t)
	}
	op, known := operators[t.low]
	if reserved[t.low] && !(known && op.call) {
		return nil, problem(t.at, "A value or a property was expected before %s; a property of that name stands in double quotes", t)
	}
	if !open {
		if known && op.call && reserved[t.low] {
			return nil, problem(t.at, "%s needs its argument in brackets", t)
		}
		return Property{Name: t.s, At: t.at}, nil
	}
	p.next++
	c := &Call{Op: canonical(t.s), At: t.at}
	args, err := p.arguments(known && !c.IsArray())
	c.Args = args
	return c, err
}

// arguments reads up to the closing bracket, whose opening one was taken. An
// argument that stands in brackets as a whole is a list, unless plain.
func (p *parser) arguments(plain bool) ([]Expr, error) {
	if err := p.deeper(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	if p.accept(")") {
		return nil, nil
	}
	var args []Expr
	for {
		e, err := p.argument(plain)
		if err != nil {
			return nil, err
		}
		if args = append(args, e); !p.accept(",") {
			return args, p.want(")")
		}
	}
}

func (p *parser) argument(plain bool) (Expr, error) {
	if end := p.closing[p.next]; end > 0 && !plain {
		if after := p.tokens[end+1]; after.is(",") || after.is(")") {
			p.next++
			l, err := p.arguments(false)
			return List(l), err
		}
	}
	return p.or()
}

// brackets reads what stands between brackets that are not those of a function.
func (p *parser) brackets() (Expr, error) {
	if err := p.deeper(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	e, err := p.or()
	if err != nil {
		return nil, err
	}
	if t := p.peek(); t.is(",") {
		return nil, problem(t.at, "A list can only stand after IN, in a function or in an array")
	}
	return e, p.want(")")
}
