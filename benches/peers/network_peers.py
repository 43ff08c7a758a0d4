#!/usr/bin/env python3
"""The network of benches/network.rs, asked of networkx, igraph and scipy: building, one search, a matrix of 3,321 x 50.

    python3 benches/peers/network_peers.py        pip install networkx==3.6.1 igraph==1.0.0 scipy==1.17.1 numpy

Prints the sum of all ways to the first target, which must be that of the bench to 1e-9.
"""

import time

import igraph
import networkx as nx
import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

SIDE = 501
MASK = (1 << 64) - 1
A, E2 = 6378137.0, (1 / 298.257223563) * (2 - 1 / 298.257223563)
NODES, WEIGHTS = np.polynomial.legendre.leggauss(16)


def noise(a, b):
    x = ((a * 0x9E3779B97F4A7C15) ^ (b * 0xC2B2AE3D27D4EB4F)) & MASK
    x ^= x >> 29
    x = (x * 0xBF58476D1CE4E5B9) & MASK
    x ^= x >> 32
    return (x >> 11) / (1 << 53)



def place(c, r):
    return 100.0 + 0.01 * (c + 0.6 * noise(c, r)), 15.0 + 0.01 * (r + 0.6 * noise(c + SIDE, r))


def lengths(p, q):
    total = np.zeros(len(p))
    d = q - p
    for node, weight in zip(NODES, WEIGHTS):
        lat = np.radians(p[:, 1] + d[:, 1] * (node + 1) / 2)
        w = 1 - E2 * np.sin(lat) ** 2
        total += weight * np.hypot(A * (1 - E2) / w**1.5 * np.radians(d[:, 1]), A / np.sqrt(w) * np.cos(lat) * np.radians(d[:, 0]))
    return total / 2


def kmh(number):
    return 40.0 if number % 10 == 0 else (30.0, 20.0)[number % 2]


def timed(what, work):
    start = time.perf_counter()
    result = work()
    print(f"{what}: {time.perf_counter() - start:.3f} s", flush=True)
    return result


places = np.array([place(c, r) for r in range(SIDE) for c in range(SIDE)])
at = lambda c, r: r * SIDE + c
edges = [(at(c, r), at(c + 1, r), kmh(r)) for r in range(SIDE) for c in range(SIDE - 1)]
edges += [(at(c, r), at(c, r + 1), kmh(c)) for c in range(SIDE) for r in range(SIDE - 1)]
a, b, v = (np.array(x) for x in zip(*edges))
seconds = lengths(places[a], places[b]) * 3.6 / v
targets = [at(i * 97 % SIDE, i * 107 % SIDE) for i in range(50)]
origins = [(i * 75) % (SIDE * SIDE) for i in range(3321)]


def of_networkx():
    graph = nx.Graph()
    graph.add_weighted_edges_from(zip(a.tolist(), b.tolist(), seconds.tolist()))
    return graph


n = timed("networkx, building", of_networkx)
found = timed("networkx, all ways to one target", lambda: nx.single_source_dijkstra_path_length(n, targets[0]))
print(f"sum of all ways to the first target: {sum(found.values()):.6f} s")
timed("networkx, nearest of 50 targets from everywhere", lambda: nx.multi_source_dijkstra_path_length(n, set(targets)))
timed("networkx, 5 of the 50 columns of the matrix", lambda: [nx.single_source_dijkstra_path_length(n, t) for t in targets[:5]])

g = timed("igraph, building", lambda: igraph.Graph(SIDE * SIDE, list(zip(a.tolist(), b.tolist()))))
w = seconds.tolist()
row = timed("igraph, all ways to one target", lambda: g.distances([targets[0]], None, w))
print(f"sum of all ways to the first target: {sum(row[0]):.6f} s")
timed("igraph, a matrix of 3,321 x 50", lambda: g.distances(targets, sorted(set(origins)), w))

s = timed("scipy, building", lambda: coo_matrix((seconds, (a, b)), shape=(SIDE * SIDE, SIDE * SIDE)).tocsr())
timed("scipy, all ways to one target", lambda: dijkstra(s, directed=False, indices=targets[0]))
timed("scipy, nearest of 50 targets from everywhere", lambda: dijkstra(s, directed=False, indices=targets, min_only=True))
timed("scipy, a matrix of 3,321 x 50", lambda: dijkstra(s, directed=False, indices=targets)[:, origins])
