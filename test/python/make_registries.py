"""Makes registries as TinyDB, other programs and people leave them, from a seed.

Question: {"seed", "count", "strange"}. Answer: [{"bytes", "parties", "twice", "strange"}], the bytes in base64, with the
parties that have one row, those that have two, and whether a row is of no layout that is known. How likely a row is so
is asked by "strange"; by default none is.
"""

import base64
import json
import random
import sys

LETTERS = list('abcXYZ019_-./ :,{}[]') + [
    'é', 'ß', '漢', '😀', '\u2028', '\ufeff', '\x7f', '"', '\\', '\n', '\r', '\t', '\b', '\f', '\x00', '\x1f',
    '\ud800', '\udbff', '\udc00', '\udfff',
]
NUMBERS = ['0', '-0', '7', '-1', '1.0', '-0.0', '1e5', '1E+5', '2.50', '1e400', '-1.5e-7', 'NaN', 'Infinity', '-Infinity']
NAMES = ['__proto__', 'constructor', 'toString', '', '_default', 'Datasets', 'TrainingPlans', 'SecaggManager', 'Node_states']
PEM = '-----BEGIN CERTIFICATE-----\n' + 'MIIC' * 12 + '\n-----END CERTIFICATE-----\n'


class Maker:
    def __init__(self, chance, strange):
        self.chance = chance
        self.strange = strange
        self.is_strange = False
        self.plain = chance.random() < 0.5
        self.comma = ', ' if self.plain else chance.choice([', ', ',', ' ,\n\t', ',\r\n  '])
        self.colon = ': ' if self.plain else chance.choice([': ', ':', ' : ', '\t:\n'])

    def happens(self, probability):
        return self.chance.random() < probability

    def text(self):
        return ''.join(self.chance.choices(LETTERS, k=self.chance.randint(0, 8)))

    def write_character(self, character):
        if not self.plain and self.happens(0.3):
            if character == '/':
                return '\\/'
            if ord(character) < 0x10000:
                return '\\u%04X' % ord(character)
        if not self.plain and '\x7f' <= character and not '\ud800' <= character <= '\udfff' and self.happens(0.6):
            return character
        return json.dumps(character)[1:-1]

    def write_text(self, text):
        return '"' + ''.join(map(self.write_character, text)) + '"'

    def write_object(self, members):
        inside = self.comma.join(self.write_text(name) + self.colon + value for name, value in members)
        space = '' if self.plain else self.chance.choice(['', ' ', '\n'])
        return '{' + space + inside + space + '}'

    def number(self):
        if self.happens(0.2):
            return str(self.chance.randrange(10 ** self.chance.randint(1, 600)))
        return self.chance.choice(NUMBERS)

    def value(self, depth=0):
        kind = self.chance.randrange(6 if depth < 3 else 4)
        if kind == 0:
            return self.chance.choice(['true', 'false', 'null'])
        if kind == 1:
            return self.number()
        if kind < 4:
            return self.write_text(self.text())
        if kind == 4:
            return '[' + self.comma.join(self.value(depth + 1) for _ in range(self.chance.randint(0, 4))) + ']'
        return self.write_object(self.members(depth + 1))

    def members(self, depth):
        members = [(self.chance.choice(NAMES + [self.text()]), self.value(depth)) for _ in range(self.chance.randint(0, 4))]
        if members and self.happens(0.2):
            members.append((members[0][0], self.value(depth)))
        return members

    def row(self, party):
        port = self.chance.randint(1, 65535)
        members = [
            ('certificate', self.write_text(self.chance.choice([PEM, PEM.replace('\n', '\r\n'), 'junk', self.text()]))),
            ('party_id', self.write_text(party)),
            ('component', self.write_text(self.chance.choice(['NODE', 'RESEARCHER']))),
        ]
        if self.happens(0.7):
            members.append(('ip', self.write_text('10.221.0.%d' % self.chance.randint(1, 254))))
            members.append(('port', self.write_text(str(port)) if self.happens(0.3) else str(port)))
        for _ in range(self.chance.choice([0, 0, 1, 3])):
            members.append((self.chance.choice(['note', '__proto__', 'ip', 'Party_id', self.text() + '!']), self.value(1)))
        if self.strange and self.happens(self.strange):
            self.is_strange = True
            members = self.make_strange(members)
        if not self.plain or self.happens(0.1):
            self.chance.shuffle(members)
        return self.write_object(members)

    def make_strange(self, members):
        if self.happens(0.5):
            return members + [('component_id', self.value(1))]
        others = [member for member in members if member[0] != 'party_id']
        return self.chance.choice([others, others + [('party_id', self.chance.choice(['""', 'null', '7', '["NODE_1"]']))]])

    def table(self):
        parties = ['NODE_%d' % number for number in range(self.chance.randint(0, 6))]
        if self.happens(0.2):
            parties.append('RESEARCHER_' + self.text() + '漢')
        twice = parties[:1] if self.happens(0.1) else []
        holders = parties + twice
        self.chance.shuffle(holders)
        numbers = self.chance.sample(range(1, 40), len(holders))
        if self.happens(0.8):
            numbers.sort()
        if holders and self.happens(0.1):
            numbers[-1] = 2 ** 53 + numbers[-1] * 10 ** self.chance.randint(0, 20)
        members = [(str(number), self.row(holder)) for number, holder in zip(numbers, holders)]
        return self.write_object(members), [party for party in parties if party not in twice], twice

    def registry(self):
        if self.happens(0.04):
            return '', [], []
        if self.happens(0.04):
            return '{}', [], []
        members = [(name, self.value()) for name in self.chance.choices(NAMES, k=self.chance.randint(0, 4))]
        table, parties, twice = self.table()
        if self.happens(0.15):
            parties, twice = [], []
            self.is_strange = False
        else:
            members.insert(self.chance.randint(0, len(members)), ('Certificates', table))
        tail = self.chance.choice(['', '', '', '\n', ' ' * self.chance.randint(1, 2000), '\r\n \t'])
        head = '' if self.plain else self.chance.choice(['', ' ', '\n'])
        return head + self.write_object(members) + tail, parties, twice


def main():
    question = json.load(sys.stdin)
    chance = random.Random(question['seed'])
    answer = []
    for _ in range(question['count']):
        maker = Maker(chance, question.get('strange', 0))
        text, parties, twice = maker.registry()
        content = base64.b64encode(text.encode()).decode()
        answer.append({'bytes': content, 'parties': parties, 'twice': twice, 'strange': maker.is_strange})
    json.dump(answer, sys.stdout)


main()
