Feature: Strict JSON
  JSON has one grammar, RFC 8259. Anything else that lenient parsers accept is malformed,
  in every part of a message.

  @JSON-1
  Scenario Outline: Data that is not JSON is fatal: <why>
    Given "alice" is signed in
    When "alice" sends the body {"header":{},"payload":{"type":"chat","data":<data>,"id":"1"}}
    Then "alice" is cut off

    Examples:
      | why                          | data                    |
      | a comma after the last item  | [1,]                    |
      | a comma after the last member | {"a":1,}               |
      | two commas                   | [1,,2]                  |
      | no comma                     | [1 2]                   |
      | no value                     | {"a":}                  |
      | a line comment               | 1 // one(LF)            |
      | a comment of a shell         | 1 # one(LF)             |
      | single quotes                | 'a'                     |
      | a name without quotes        | {a:1}                   |
      | a number as a name           | {1:2}                   |
      | a string without quotes      | hello                   |
      | True                         | True                    |
      | NULL                         | NULL                    |
      | no digit before the point    | .5                      |
      | only a sign before the point | -.5                     |
      | no digit after the point     | 1.e5                    |
      | no digit in the exponent     | 1e                      |
      | a negative leading zero      | -01                     |
      | digits of another script     | 1٠                      |
      | a raw tab                    | "(09)"                  |
      | a raw NUL                    | "(NUL)"                 |
      | a raw U+001F                 | "(1F)"                  |
      | a form feed                  | [1,(0C)2]               |
      | a vertical tab               | [1,(0B)2]               |
      | a no-break space             | [1,(C2)(A0)2]           |
      | a line separator             | [1,(E2)(80)(A8)2]       |
      | a byte order mark inside     | [1,(EF)(BB)(BF)2]       |
      | an escaped single quote      | "\'"                    |
      | an octal escape              | "\0"                    |
      | a short escape               | "\u41"                  |
      | an escape with a sign        | "\u+041"                |
      | an escape with braces        | "\u{41}"                |
      | brackets of two kinds        | [1}                     |

  @JSON-1
  Scenario Outline: A body with something else around it is fatal: <why>
    Given "alice" is signed in
    When "alice" sends the body <before>{"header":{},"payload":{"type":"chat","data":1,"id":"1"}}<after>
    Then "alice" is cut off

    Examples:
      | why                       | before       | after        |
      | a form feed before it     | (0C)         |              |
      | a form feed after it      |              | (0C)         |
      | a no-break space before it | (C2)(A0)    |              |
      | a wide space after it     |              | (E3)(80)(80) |
      | a byte order mark after it |             | (EF)(BB)(BF) |

  @JSON-1
  Scenario: A body in UTF-16 is fatal
    Given "alice" is signed in
    When "alice" sends the body {(NUL)"(NUL)p(NUL)a(NUL)y(NUL)l(NUL)o(NUL)a(NUL)d(NUL)"(NUL):(NUL){(NUL)"(NUL)t(NUL)y(NUL)p(NUL)e(NUL)"(NUL):(NUL)"(NUL)x(NUL)"(NUL),(NUL)"(NUL)d(NUL)a(NUL)t(NUL)a(NUL)"(NUL):(NUL)1(NUL),(NUL)"(NUL)i(NUL)d(NUL)"(NUL):(NUL)"(NUL)1(NUL)"(NUL)}(NUL)}(NUL)
    Then "alice" is cut off

  @JSON-1
  Scenario: A byte order mark in front is ignored or malformed
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends the body (EF)(BB)(BF){"header":{},"payload":{"type":"chat","data":1,"id":"1"}}
    Then message "1" of "alice" is served or refused

  @JSON-1
  Scenario Outline: An ignored member that is not JSON is fatal: <member>
    Given "alice" is signed in
    When "alice" sends the body {<member>,"payload":{"type":"chat","data":1,"id":"1"}}
    Then "alice" is cut off

    Examples:
      | member                       |
      | "header":{"x":[1,]}          |
      | "header":{x:1}               |
      | "header":{},"x":[1 2]        |
      | "header":{},"x":hello        |

  @JSON-1
  Scenario Outline: The ignored payload of a first message that is not JSON is fatal: <payload>
    Given a new connection "stranger"
    When "stranger" sends the body {"header":{"scope":"client","authentication":{"username":"alice","password":"secret of alice"}},"payload":<payload>}
    Then "stranger" is cut off

    Examples:
      | payload  |
      | {"a":1,} |
      | [1}      |

  @JSON-4
  Scenario Outline: A string holds any character from U+0020 on unescaped: <what>
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends the body {"header":{},"payload":{"type":"chat","data":"<bytes>","id":"1"}}
    Then the "chat" handler receives <data>
    And "bob" receives a "chat" delivery carrying <data>

    Examples:
      | what              | bytes            | data           |
      | delete            | (7F)             | "\u007f"       |
      | next line         | (C2)(85)         | "\u0085"       |
      | line separator    | (E2)(80)(A8)     | "\u2028"       |
      | byte order mark   | (EF)(BB)(BF)     | "\ufeff"       |
      | U+FFFF            | (EF)(BF)(BF)     | "\uffff"       |
      | U+10FFFF          | (F4)(8F)(BF)(BF) | "\udbff\udfff" |

  @JSON-1 @federation
  Scenario Outline: A peer's message whose data is not JSON has no effect: <data>
    Given the "chat" handler answers with sendClients to nobody
    When a peer "P" sends the body {"header":{"scope":"server"},"payload":{"type":"chat","data":<data>,"id":"7"}}
    Then "P" is cut off
    And the "chat" handler receives nothing

    Examples:
      | data        |
      | {"a":1,}    |
      | [1}         |

  @JSON-1 @federation
  Scenario: A peer's message that ends too early has no effect
    Given the "chat" handler answers with sendClients to nobody
    When a peer "P" sends the body {"header":{"scope":"server"},"payload":{"type":"chat","data":1,"id":"7"}
    Then "P" is cut off
    And the "chat" handler receives nothing
