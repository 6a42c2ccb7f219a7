package imports

import (
	"github.com/paulmach/orb"
	"github.com/paulmach/osm"
	"google.golang.org/protobuf/encoding/protowire"
)

// mostWords bounds the texts of a block; writers put 8000 items into one.
const mostWords = 1 << 20

// A pbfBlock is the items of one block and the words and numbers they share.
type pbfBlock struct {
	words       [][]byte
	groups      [][]byte
	granularity int64 // nanodegrees
	offset      [2]int64
}

func (v osmVisit) block(data []byte) error {
	b := pbfBlock{granularity: 100}
	err := eachField(data, func(field protowire.Number, text []byte, number uint64) error {
		switch field {
		case 1:
			return eachField(text, func(field protowire.Number, word []byte, _ uint64) error {
				if len(b.words) == mostWords {
					return errDamaged
				}
				b.words = append(b.words, word)
				return nil
			})
		case 2:
			b.groups = append(b.groups, text)
		case 17:
			b.granularity = int64(int32(number))
		case 19:
			b.offset[1] = int64(number)
		case 20:
			b.offset[0] = int64(number)
		}
		return nil
	})
	for _, group := range b.groups {
		if err != nil {
			break
		}
		err = eachField(group, func(field protowire.Number, item []byte, _ uint64) error {
			switch {
			case field == 1 && v.node != nil:
				return b.plainNode(item, v.node)
			case field == 2 && v.node != nil:
				return b.denseNodes(item, v.node)
			case field == 3 && v.way != nil:
				return b.oneWay(item, v)
			}
			return nil
		})
	}
	return err
}

func (b *pbfBlock) at(lon, lat int64) orb.Point {
	return orb.Point{1e-9 * float64(b.offset[0]+b.granularity*lon), 1e-9 * float64(b.offset[1]+b.granularity*lat)}
}

func (b *pbfBlock) plainNode(item []byte, node func(osm.NodeID, orb.Point)) error {
	var id, lon, lat int64
	err := eachField(item, func(field protowire.Number, _ []byte, number uint64) error {
		switch field {
		case 1:
			id = protowire.DecodeZigZag(number)
		case 8:
			lat = protowire.DecodeZigZag(number)
		case 9:
			lon = protowire.DecodeZigZag(number)
		}
		return nil
	})
	node(osm.NodeID(id), b.at(lon, lat))
	return err
}

// denseNodes reads the three lists in which nodes stand, each number as the
// difference from the one before.
func (b *pbfBlock) denseNodes(item []byte, node func(osm.NodeID, orb.Point)) error {
	var lists [3][]byte
	err := eachField(item, func(field protowire.Number, text []byte, _ uint64) error {
		switch field {
		case 1:
			lists[0] = text
		case 8:
			lists[1] = text
		case 9:
			lists[2] = text
		}
		return nil
	})
	var now [3]int64
	for err == nil && len(lists[0]) > 0 {
		for k := range lists {
			var step uint64
			if step, err = take(&lists[k]); err != nil {
				return err
			}
			now[k] += protowire.DecodeZigZag(step)
		}
		node(osm.NodeID(now[0]), b.at(now[2], now[1]))
	}
	return err
}

func (b *pbfBlock) oneWay(item []byte, v osmVisit) error {
	var id uint64
	var keys, values, refs []byte
	err := eachField(item, func(field protowire.Number, text []byte, number uint64) error {
		switch field {
		case 1:
			id = number
		case 2:
			keys = text
		case 3:
			values = text
		case 8:
			refs = text
		}
		return nil
	})
	highway, ref := false, ""
	for err == nil && len(keys) > 0 {
		var key, value uint64
		if key, err = take(&keys); err == nil {
			value, err = take(&values)
		}
		if err != nil || key >= uint64(len(b.words)) || value >= uint64(len(b.words)) {
			return errDamaged
		}
		switch string(b.words[key]) {
		case "highway":
			highway = true
		case "ref":
			ref = string(b.words[value])
		}
	}
	if err != nil || !highway || !v.want(ref) {
		return err
	}
	var nodes []osm.NodeID
	for node := int64(0); len(refs) > 0; {
		step, err := take(&refs)
		if err != nil {
			return err
		}
		node += protowire.DecodeZigZag(step)
		nodes = append(nodes, osm.NodeID(node))
	}
	return v.way(osm.WayID(id), ref, nodes)
}

// take takes the first number off a packed list.
func take(list *[]byte) (uint64, error) {
	v, n := protowire.ConsumeVarint(*list)
	if n < 0 {
		return 0, errDamaged
	}
	*list = (*list)[n:]
	return v, nil
}
