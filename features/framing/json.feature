Feature: JSON
  A body is exactly one JSON text. What the protocol does not define is ignored,
  and what it relays it does not change.

  @JSON-1
  Scenario Outline: A body that is not exactly one JSON text is fatal: <why>
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends the body <body>
    Then "alice" is cut off
    And the "chat" handler receives nothing
    And everybody else is still served

    Examples:
      | why                    | body                                                              |
      | no JSON                | hello                                                             |
      | white space only       | (space)                                                           |
      | ends too early         | {"header":{},"payload":{"type":"chat","data":1,"id":"1"}                      |
      | an open string         | {"header":{},"payload":{"type":"chat","data":"1,"id":"1"}}                    |
      | two texts              | {"header":{},"payload":{"type":"chat","data":1,"id":"1"}} {}                  |
      | a byte behind it       | {"header":{},"payload":{"type":"chat","data":1,"id":"1"}}x                    |
      | a zero byte behind it  | {"header":{},"payload":{"type":"chat","data":1,"id":"1"}}(NUL)                |
      | a brace too many       | {"header":{},"payload":{"type":"chat","data":1,"id":"1"}}}                    |
      | single quotes          | {'payload':{'type':'chat','data':1,'id':'1'}}                     |
      | names without quotes   | {payload:{type:"chat",data:1,id:"1"}}                             |
      | a comma too many       | {"header":{},"payload":{"type":"chat","data":1,"id":"1",}}                    |
      | a comma too few        | {"header":{},"payload":{"type":"chat" "data":1,"id":"1"}}                     |
      | a comment              | {"header":{},"payload":{"type":"chat","data":1,"id":"1"}/* c */}              |
      | NaN                    | {"header":{},"payload":{"type":"chat","data":NaN,"id":"1"}}                   |
      | Infinity               | {"header":{},"payload":{"type":"chat","data":-Infinity,"id":"1"}}             |
      | a leading zero         | {"header":{},"payload":{"type":"chat","data":01,"id":"1"}}                    |
      | a hexadecimal number   | {"header":{},"payload":{"type":"chat","data":0x1,"id":"1"}}                   |
      | a point without digits | {"header":{},"payload":{"type":"chat","data":1.,"id":"1"}}                    |
      | a plus sign            | {"header":{},"payload":{"type":"chat","data":+1,"id":"1"}}                    |
      | an unknown escape      | {"header":{},"payload":{"type":"chat","data":"\x41","id":"1"}}                |
      | a raw line feed        | {"header":{},"payload":{"type":"chat","data":"(LF)","id":"1"}}                |

  @JSON-1
  Scenario Outline: A first body that is not exactly one JSON text is fatal: <why>
    Given a new connection "stranger"
    When "stranger" sends the body <body>
    Then "stranger" is cut off
    And everybody else is still served

    Examples:
      | why              | body                                                                                                     |
      | no JSON          | hello                                                                                                    |
      | ends too early   | {"header":{"scope":"client","authentication":{"username":"alice","password":"secret of alice"}}          |
      | two texts        | {"header":{"scope":"client","authentication":{"username":"alice","password":"secret of alice"}},"payload":{}}{}       |
      | a byte behind it | {"header":{"scope":"client","authentication":{"username":"alice","password":"secret of alice"}},"payload":{}}x        |

  @JSON-1
  Scenario: White space around the text belongs to it
    Given "bob" is signed in
    And a new connection "stranger"
    And the "chat" handler answers the body (LF){"header":{"status":"0","command":{"type":"sendClients","data":["bob"]}},"data":2}(space)(LF)
    When "stranger" sends the body (LF){"header":{"scope":"client","authentication":{"username":"alice","password":"secret of alice"}},"payload":{}}(LF)
    Then "stranger" receives a good report for "auth_special"
    When "stranger" sends the body (space)(LF){"header":{},"payload":{"type":"chat","data":1,"id":"1"}}(LF)(space)
    Then "stranger" receives a good report for "1"
    And "bob" receives a "chat" delivery carrying 2

  @JSON-2
  Scenario Outline: A body that is JSON but no object is fatal: <body>
    Given "alice" is signed in
    When "alice" sends the body <body>
    Then "alice" is cut off
    And everybody else is still served

    Examples:
      | body                                            |
      | []                                              |
      | [{"header":{},"payload":{"type":"chat","data":1,"id":"1"}}] |
      | "payload"                                       |
      | 42                                              |
      | true                                            |
      | null                                            |

  @JSON-2
  Scenario Outline: A first body that is JSON but no object is fatal: <body>
    Given a new connection "stranger"
    When "stranger" sends the body <body>
    Then "stranger" is cut off
    And everybody else is still served

    Examples:
      | body       |
      | []         |
      | "client"   |
      | 0          |
      | false      |
      | null       |

  @JSON-2
  Scenario Outline: A handler is given any JSON value: <data>
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody, with data 1
    When "alice" sends "chat" message "1" carrying <data>
    Then the "chat" handler receives <data>
    And "alice" receives a good report for "1"

    Examples:
      | data  |
      | {}    |
      | []    |
      | "hi"  |
      | 0     |
      | false |
      | null  |

  @JSON-3
  Scenario Outline: Members that the specification does not define are ignored: in <where>
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends the body <body>
    Then "bob" receives a "chat" delivery carrying 1
    And "alice" receives a good report for "1"

    Examples:
      | where        | body                                                                                              |
      | the message  | {"version":2,"header":{},"payload":{"type":"chat","data":1,"id":"1"},"x":[{"y":null}]}                        |
      | the payload  | {"header":{},"payload":{"x":{"type":"other","data":2,"id":"2"},"type":"chat","data":1,"id":"1"}}              |
      | other cases  | {"Payload":5,"header":{},"payload":{"Type":"other","type":"chat","DATA":2,"data":1,"id":"1","Id":"2"}}        |
      | odd names    | {"":1,"header":{},"payload":{"":2,"type":"chat","data":1,"id":"1"," id":"2","\u0000":3}}                      |

  @JSON-3
  Scenario: Members of a first message that the specification does not define are ignored
    Given a new connection "stranger"
    When "stranger" sends the body {"x":1,"header":{"Scope":"server","scope":"client","y":[],"authentication":{"Username":"bob","username":"alice","password":"secret of alice","z":{}}},"payload":{}}
    Then "stranger" receives a good report for "auth_special"

  @JSON-3
  Scenario: Members of the header of a later message that the specification does not define are ignored
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends the body {"header":{"x":{"y":[1]}},"payload":{"type":"chat","data":1,"id":"1"}}
    Then "bob" receives a "chat" delivery carrying 1

  @JSON-3 @federation
  Scenario Outline: Members of a peer's message that the specification does not define are ignored: in <where>
    Given "bob" is signed in
    And the "chat" handler answers with sendClients to "bob"
    When a peer "P" sends the body <body>
    Then "bob" receives a "chat" delivery carrying 1

    Examples:
      | where       | body                                                                                                       |
      | the message | {"version":2,"header":{"scope":"server"},"Payload":5,"payload":{"type":"chat","data":1,"id":"7"}}          |
      | the header  | {"header":{"Scope":"client","scope":"server","x":[{}],"HOPS":"y"},"payload":{"type":"chat","data":1}}      |
      | the payload | {"header":{"scope":"server"},"payload":{"x":{"id":7},"ID":7,"Type":3,"type":"chat","DATA":2,"data":1}}     |

  @JSON-3 @informer
  Scenario: Members of a request to the informer that the specification does not define are ignored
    When the informer is asked {"x":1,"Command":2,"command":{"Type":"quit","type":"isClient","DATA":"witness","data":"dave","y":[]}}
    Then it answers false

  @JSON-3
  Scenario: Members of a handler's answer that the specification does not define are ignored
    Given "alice" and "bob" are signed in
    And the "chat" handler answers the body {"x":1,"Data":2,"data":3,"header":{"Status":"1","status":"0","y":[],"command":{"Type":"other","type":"sendClients","z":{},"data":["bob"]}}}
    When "alice" sends "chat" message "1" carrying 1
    Then "bob" receives a "chat" delivery carrying 3
    And "alice" receives a good report for "1"

  @JSON-3
  Scenario Outline: Whatever else a message holds, a member is not taken for one whose name has another case: <name>
    Given the "chat" handler answers with sendClients to nobody
    When clients that are signed in as "alice" send a generated message each, with a name in another case at "<name>"
    Then each of them is cut off before the "chat" handler receives anything

    Examples:
      | name          |
      | /payload      |
      | /payload/type |
      | /payload/data |
      | /payload/id   |

  @JSON-3
  Scenario Outline: Whatever else a first message holds, a member is not taken for one whose name has another case: <name>
    Given the "chat" handler answers with sendClients to nobody
    When clients sign in as "alice" with generated messages, with a name in another case at "<name>"
    Then each of them is cut off before the "chat" handler receives anything

    Examples:
      | name                            |
      | /header                         |
      | /header/scope                   |
      | /header/authentication          |
      | /header/authentication/username |
      | /header/authentication/password |

  @JSON-3 @federation
  Scenario Outline: Whatever else a peer message holds, a member is not taken for one whose name has another case: <name>
    Given the "chat" handler answers with sendClients to nobody
    When peers send a generated message each, with a name in another case at "<name>"
    Then each of them is cut off before the "chat" handler receives anything

    Examples:
      | name          |
      | /payload      |
      | /payload/type |
      | /payload/data |

  @JSON-3
  Scenario Outline: Whatever else an answer holds, a member is not taken for one whose name has another case: <name>
    Given "alice" and "bob" are signed in
    When "alice" sends messages to which the "chat" handler gives generated answers for "bob", with a name in another case at "<name>"
    Then each of them is reported as bad, and "bob" receives nothing

    Examples:
      | name                 |
      | /header              |
      | /header/status       |
      | /header/command      |
      | /header/command/type |
      | /header/command/data |
      | /data                |

  @JSON-4
  Scenario Outline: Data passes through as the same value: <data>
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" message "1" carrying <data>
    Then the "chat" handler receives <data>
    And "bob" receives a "chat" delivery carrying <data>
    And "alice" receives a good report for "1"

    Examples:
      | data                                                         |
      | null                                                         |
      | false                                                        |
      | true                                                         |
      | ""                                                           |
      | []                                                           |
      | {}                                                           |
      | [null,false,"",[],{}]                                        |
      | {"a":null,"b":false,"c":"","d":[],"e":{}}                    |
      | {"":{"":""}}                                                 |
      | {"b":1,"a":2,"B":3}                                          |
      | [3,1,2,[1,[2,[3]]]]                                          |
      | 0                                                            |
      | -0.0                                                         |
      | 0.1                                                          |
      | -12.50                                                       |
      | 1.7976931348623157e308                                       |
      | 5e-324                                                       |
      | 9007199254740991                                             |
      | [1E+2,1e-2,0.30000000000000004]                              |
      | "\"\\\\\/\b\f\u000a\r\t"                                     |
      | "\u0000\u001f\u007f"                                         |
      | "<>&'\u2028\u2029"                                           |
      | "caf\u00e9 and cafe\u0301"                                   |
      | "\ud83d\ude00 😀"                                            |
      | "\ufffd\uffff\ufeff"                                         |
      | "{\"status\":\"0\"}"                                         |
      | {"header":{"scope":"server"},"payload":{"id":"auth_special"}} |
      | {"command":{"type":"sendClients","data":["carol"]}}          |
      | {"__proto__":{"a":1},"constructor":2}                        |

  @JSON-4
  Scenario: Sixty thousand bytes of data pass through as the same value
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" message "1" carrying 60000 bytes of text
    Then the "chat" handler receives the same data
    And "bob" receives a "chat" delivery carrying the same data
    And "alice" receives a good report for "1"

  @JSON-4 @federation
  Scenario Outline: Data from a peer passes through as the same value: <data>
    Given "bob" is signed in
    And the "chat" handler answers with sendClients to "bob"
    When a peer "P" sends "chat" message "7" carrying <data>
    Then the "chat" handler receives <data>
    And "bob" receives a "chat" delivery carrying <data>

    Examples:
      | data                                                    |
      | [null,false,"",[],{},-0.0,1.7976931348623157e308,5e-324] |
      | {"b":0.30000000000000004,"a":"\u0000 <&> caf\u00e9 😀"} |

  @JSON-4 @federation
  Scenario Outline: Data to another server passes through as the same value: <data>
    Given "alice" is signed in
    And a peer server "P"
    And the "relay" handler answers with sendServers to "P"
    When "alice" sends "relay" message "1" carrying <data>
    Then the "relay" handler receives <data>
    And "P" receives a "relay" peer message with id "1" carrying <data>

    Examples:
      | data                                                    |
      | [null,false,"",[],{},-0.0,1.7976931348623157e308,5e-324] |
      | {"b":0.30000000000000004,"a":"\u0000 <&> caf\u00e9 😀"} |

  @JSON-4 @chaining
  Scenario Outline: Data on its way to the next handler passes through as the same value: <data>
    Given "alice" and "bob" are signed in
    And the "filter" handler answers with sendHandler to "chat"
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "filter" message "1" carrying <data>
    Then the "chat" handler receives <data>
    And "bob" receives a "chat" delivery carrying <data>

    Examples:
      | data                                                    |
      | [null,false,"",[],{},-0.0,1.7976931348623157e308,5e-324] |
      | {"b":0.30000000000000004,"a":"\u0000 <&> caf\u00e9 😀"} |

  @JSON-5 @federation
  Scenario: Every digit of a number is kept on the way from a peer to another
    Given a peer server "P"
    And the "relay" handler answers with sendServers to "P"
    When a peer "O" sends "relay" message "7" carrying [9007199254740993,0.1234567890123456789012345678901]
    Then the "relay" handler receives [9007199254740993,0.1234567890123456789012345678901] digit for digit
    And "P" receives a "relay" peer message with id "7" carrying [9007199254740993,0.1234567890123456789012345678901] digit for digit

  @JSON-5 @chaining
  Scenario: Every digit of a number is kept on the way to the next handler
    Given "alice" is signed in
    And the "filter" handler answers with sendHandler to "chat"
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends "filter" message "1" carrying [9007199254740993,0.1234567890123456789012345678901]
    Then the "chat" handler receives [9007199254740993,0.1234567890123456789012345678901] digit for digit

  @JSON-5
  Scenario Outline: Every digit of a number is kept: <data>
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" message "1" carrying <data>
    Then the "chat" handler receives <data> digit for digit
    And "bob" receives a "chat" delivery carrying <data> digit for digit
    And "alice" receives a good report for "1"

    Examples:
      | data                                        |
      | 9007199254740993                            |
      | 123456789012345678901234567890              |
      | 0.1234567890123456789012345678901           |
      | -1e400                                      |
      | {"n":1e-400}                                |
      | 1e10000000                                  |

  @JSON-6
  Scenario Outline: Data nested 32 deep is accepted: <shape>
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" message "1" carrying <shape>
    Then "bob" receives a "chat" delivery carrying the same data
    And "alice" receives a good report for "1"

    Examples:
      | shape                        |
      | 32 arrays inside each other  |
      | 32 objects inside each other |

  @JSON-6 @federation
  Scenario: Data nested 32 deep is accepted from a peer
    Given "bob" is signed in
    And the "chat" handler answers with sendClients to "bob"
    When a peer "P" sends "chat" message "7" carrying 32 arrays inside each other
    Then "bob" receives a "chat" delivery carrying the same data

  @JSON-6
  Scenario Outline: A first message nested too deep harms nobody else: in <where>
    Given a new connection "stranger"
    When "stranger" sends a body that nests 50000 arrays between <front> and <back>
    Then "stranger" is signed in or refused
    And everybody else is still served

    Examples:
      | where              | front                                                                                                          | back |
      | its payload        | {"header":{"scope":"client","authentication":{"username":"alice","password":"secret of alice"}},"payload":     | }    |
      | its header         | {"header":{"scope":"client","authentication":{"username":"alice","password":"secret of alice"},"x":            | }}   |
      | its scope          | {"header":{"scope":                                                                                            | }}   |

  @JSON-6
  Scenario Outline: A message nested too deep where nobody looks harms nobody else: in <where>
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends a body that nests 50000 arrays between <front> and <back>
    Then message "1" of "alice" is served or refused
    And everybody else is still served

    Examples:
      | where         | front                                                    | back |
      | the header    | {"payload":{"type":"chat","data":1,"id":"1"},"header":   | }    |
      | the payload   | {"header":{},"payload":{"type":"chat","data":1,"id":"1","x":         | }}   |
      | the message   | {"header":{},"payload":{"type":"chat","data":1,"id":"1"},"x":        | }    |

  @JSON-6 @informer
  Scenario: A request to the informer nested too deep harms nobody
    When the informer is sent a body that nests 50000 arrays between {"command":{"type":"isClient","data": and }}
    Then everybody else is still served

  @JSON-6
  Scenario Outline: Data nested too deep harms nobody else: <shape>
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends "chat" message "1" carrying <shape>
    Then message "1" of "alice" is served or refused
    And everybody else is still served

    Examples:
      | shape                             |
      | 33 arrays inside each other       |
      | 1000 arrays inside each other     |
      | 100000 arrays inside each other   |
      | 100000 objects inside each other  |

  @JSON-6
  Scenario: A body of nothing but opening brackets harms nobody else
    Given "alice" is signed in
    When "alice" sends a body of 500000 opening brackets
    Then "alice" is cut off
    And everybody else is still served

  @JSON-6
  Scenario: An answer nested too deep harms nobody
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody, with data 100000 arrays inside each other
    When "alice" sends "chat" message "1" carrying 1
    Then message "1" of "alice" is served or refused
    And everybody else is still served

  @JSON-7
  Scenario Outline: A member that stands in an envelope twice is read or refused: <which>
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends the body <body>
    Then message "1" of "alice" is served or refused
    And everybody else is still served

    Examples:
      | which   | body                                                                                               |
      | data    | {"header":{},"payload":{"type":"chat","data":1,"data":2,"id":"1"}}                                             |
      | type    | {"header":{},"payload":{"type":"chat","type":"chat","data":1,"id":"1"}}                                        |
      | payload | {"header":{},"payload":{"type":"chat","data":1,"id":"1"},"payload":{"type":"chat","data":2,"id":"1"}}          |

  @JSON-8
  Scenario Outline: A body that is not valid UTF-8 is refused: <why>
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends the body <body>
    Then "alice" is cut off
    And the "chat" handler receives nothing

    Examples:
      | why                 | body                                                          |
      | a stray byte        | {"header":{},"payload":{"type":"chat","data":"(FF)","id":"1"}}            |
      | half a character    | {"header":{},"payload":{"type":"chat","data":"(C3)","id":"1"}}            |
      | an overlong slash   | {"header":{},"payload":{"type":"chat","data":"(C0)(AF)","id":"1"}}        |
      | an encoded surrogate | {"header":{},"payload":{"type":"chat","data":"(ED)(A0)(80)","id":"1"}}   |
      | in a name           | {"header":{},"payload":{"type":"chat","data":1,"id":"1","(FF)":2}}        |

  @JSON-8
  Scenario: A first body that is not valid UTF-8 is refused
    Given a new connection "stranger"
    When "stranger" sends the body {"header":{"scope":"client","authentication":{"username":"alice","password":"secret of alice"}},"payload":"(FF)"}
    Then "stranger" is cut off

  @JSON-8
  Scenario Outline: An answer that is not valid UTF-8 sends nothing: in <where>
    Given "alice" and "bob" are signed in
    And the "chat" handler answers the body <answer>
    When "alice" sends "chat" message "1" carrying 1
    Then "alice" receives a bad report for "1"
    And "bob" receives nothing

    Examples:
      | where  | answer                                                                                          |
      | data   | {"header":{"status":"0","command":{"type":"sendClients","data":["bob"]}},"data":"(FF)"}         |
      | a name | {"header":{"status":"0","command":{"type":"sendClients","data":["bob"]}},"data":1,"(C3)":2}     |

  @JSON-9
  Scenario: The server writes no member of an envelope twice
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "alice", "bob" and "dave"
    When "alice" sends "chat" message "1" carrying {"id":"x","type":"y"}
    And "alice" sends "nobody's" message "2" carrying 1
    Then "alice" receives a bad report for "2" behind what came before it
    And no envelope that the server sent names a member twice

  @JSON-9 @federation
  Scenario: Nor does it to other servers
    Given "alice" is signed in
    And a peer server "P"
    And the "relay" handler answers with sendServers to "P"
    When "alice" sends "relay" message "1" carrying {"id":"x","type":"y"}
    Then "alice" receives a good report for "1"
    And "P" receives a "relay" peer message with id "1" carrying {"id":"x","type":"y"}
    And no envelope that the server sent names a member twice

  @JSON-10
  Scenario Outline: Half a surrogate pair is relayed unchanged or refused: <data>
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" message "1" carrying <data>
    Then "bob" receives a "chat" delivery carrying the same data, or message "1" of "alice" is refused
    And everybody else is still served

    Examples:
      | data                    |
      | "\ud800"                |
      | "\udc00 behind"         |
      | "\udc00\ud800"          |
      | {"\ud83d":["\ude00"]}   |

  @JSON-10
  Scenario Outline: An id with half a surrogate pair is echoed exactly, or the message refused: <id>
    Given "alice" is signed in
    And the "chat" handler answers with sendClients to nobody
    When "alice" sends the body {"header":{},"payload":{"type":"chat","data":1,"id":<id>}}
    Then message <id> of "alice" is served or refused

    Examples:
      | id              |
      | "\ud800"        |
      | "\udc00 behind" |

  @JSON-11
  Scenario Outline: A number beyond a double is relayed as a handler answered it, or reported: <data>
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob", with data <data>
    When "alice" sends "chat" message "1" carrying 1
    Then "bob" receives a "chat" delivery carrying <data>, or message "1" of "alice" is refused

    Examples:
      | data         |
      | 1e400        |
      | [-1e400]     |
      | 1e10000000   |

  @JSON-11 @federation
  Scenario: A number beyond a double is relayed to another server as it is, or reported
    Given "alice" is signed in
    And a peer server "P"
    And the "relay" handler answers with sendServers to "P", with data [1e400]
    When "alice" sends "relay" message "1" carrying 1
    Then "P" receives a "relay" peer message with id "1" carrying [1e400], or message "1" of "alice" is refused

  @JSON-11
  Scenario Outline: A number beyond a double is relayed as it is or refused: <data>
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" message "1" carrying <data>
    Then "bob" receives a "chat" delivery carrying the same data, or message "1" of "alice" is refused
    And everybody else is still served

    Examples:
      | data           |
      | 1e400          |
      | [-1e400]       |
      | {"n":1e309}    |
      | 1e10000000     |

  @JSON-12
  Scenario: A name that stands in data twice is relayed with all values, with the last, or refused
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob"
    When "alice" sends "chat" message "1" carrying {"a":1,"a":2}
    Then "bob" receives a "chat" delivery carrying {"a":1,"a":2} or {"a":2}, or message "1" of "alice" is refused
    And everybody else is still served

  @JSON-1
  Scenario: A message may be written with white space and escapes, wherever JSON has them
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob" and closes
    When "alice" sends generated messages with white space and escapes
    Then each of them is served, and "bob" receives its data

  @JSON-1
  Scenario: So may a first message
    Given "alice" is signed in
    When clients sign in as "bob" with generated messages, with white space and escapes
    Then each of them is good for a session

  @JSON-1 @federation
  Scenario: So may a peer message
    Given "bob" is signed in
    And the "chat" handler answers with sendClients to "bob" and closes
    When peers send a generated message each, with white space and escapes
    Then each of them is served, and "bob" receives its data

  @JSON-1
  Scenario: So may an answer
    Given "alice" and "bob" are signed in
    When "alice" sends messages to which the "chat" handler gives generated answers for "bob", with white space and escapes
    Then each of them is carried out, and "bob" receives its data

  @JSON-3
  Scenario: Members that the specification does not define are ignored, wherever they stand in a message
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob" and closes
    When "alice" sends generated messages with members that nobody defined
    Then each of them is served, and "bob" receives its data

  @JSON-3
  Scenario: So they are in a first message
    Given "alice" is signed in
    When clients sign in as "bob" with generated messages, with members that nobody defined
    Then each of them is good for a session

  @JSON-3 @federation
  Scenario: So they are in a peer message
    Given "bob" is signed in
    And the "chat" handler answers with sendClients to "bob" and closes
    When peers send a generated message each, with members that nobody defined
    Then each of them is served, and "bob" receives its data

  @JSON-3
  Scenario: So they are in an answer
    Given "alice" and "bob" are signed in
    When "alice" sends messages to which the "chat" handler gives generated answers for "bob", with members that nobody defined
    Then each of them is carried out, and "bob" receives its data

  @JSON-4
  Scenario: Data of all kinds passes through as the same value
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob" and closes
    When "alice" sends generated messages with data of all kinds
    Then each of them is served, and "bob" receives its data

  @JSON-4 @federation
  Scenario: Data of all kinds passes through from a peer as the same value
    Given "bob" is signed in
    And the "chat" handler answers with sendClients to "bob" and closes
    When peers send a generated message each, with data of all kinds
    Then each of them is served, and "bob" receives its data

  @JSON-4
  Scenario: Data of all kinds that a handler answers is delivered as the same value
    Given "alice" and "bob" are signed in
    When "alice" sends messages to which the "chat" handler gives generated answers for "bob", with data of all kinds
    Then each of them is carried out, and "bob" receives its data

  @JSON-5
  Scenario: Every digit is kept of numbers that a double does not keep
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob" and closes
    When "alice" sends generated messages with numbers of many digits
    Then each of them is served, and "bob" receives its data digit for digit

  @JSON-6
  Scenario: Data of arrays and objects 32 deep is accepted
    Given "alice" and "bob" are signed in
    And the "chat" handler answers with sendClients to "bob" and closes
    When "alice" sends generated messages with data 32 deep
    Then each of them is served, and "bob" receives its data
