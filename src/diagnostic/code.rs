//! The kinds of mistake.

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $code:literal),+ $(,)?) => {
        /// Names a kind of mistake; stable, so that scripts and searches can rely on it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[doc = $doc])+ $variant),+ }

        impl Code {
            /// Every code, in the order of this list.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code as messages show it.
            ///
            /// ```
            /// assert_eq!(verdict::diagnostic::Code::UnknownFact.as_str(), "unknown-fact");
            /// ```
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }
    };
}

codes! {
    /// The text is not TOML.
    TomlSyntax = "toml-syntax",
    /// The text is not JSON.
    JsonSyntax = "json-syntax",
    /// The bytes are not UTF-8.
    InvalidUtf8 = "invalid-utf8",
    /// The input is larger or nested deeper than the published limit.
    TooLarge = "too-large",
    /// A key is written twice.
    DuplicateKey = "duplicate-key",
    /// A key that means nothing here.
    UnknownKey = "unknown-key",
    /// A key that must be there is not.
    MissingKey = "missing-key",
    /// A value of the wrong kind.
    WrongKind = "wrong-kind",
    /// A value outside its range.
    OutOfRange = "out-of-range",
    /// A value that is none of the allowed ones.
    UnknownValue = "unknown-value",
    /// The text is not a date.
    InvalidDate = "invalid-date",
    /// Two things have the same id.
    DuplicateId = "duplicate-id",
    /// An id has characters that ids may not have.
    InvalidId = "invalid-id",
    /// A fact nobody declared.
    UnknownFact = "unknown-fact",
    /// A fact is stated that a formula computes.
    ComputedFact = "computed-fact",
    /// A need no question declares.
    UnknownNeed = "unknown-need",
    /// A criterion nobody declared.
    UnknownCriterion = "unknown-criterion",
    /// A rule that the rulebook does not have.
    UnknownRule = "unknown-rule",
    /// A persona that `population.toml` does not describe.
    UnknownPersona = "unknown-persona",
    /// A source that `sources.toml` does not list.
    UnknownSource = "unknown-source",
    /// What is compared is neither a folder nor a revision of a git repository.
    UnknownVersion = "unknown-version",
    /// A model that the catalog does not have.
    UnknownModel = "unknown-model",
    /// A short id that several models share.
    AmbiguousModel = "ambiguous-model",
    /// The expression cannot be read.
    ExpressionSyntax = "expression-syntax",
    /// The expression is longer or deeper than the published limit.
    ExpressionLimit = "expression-limit",
    /// The expression uses a part of CEL that is not supported.
    ExpressionUnsupported = "expression-unsupported",
    /// The types in the expression do not go together.
    ExpressionType = "expression-type",
    /// The expression reads facts that it may not read in this place.
    ExpressionScope = "expression-scope",
    /// Formulas, derivations or criteria depend on each other in a circle.
    Cycle = "cycle",
    /// A rule has no effect, or more than one.
    RuleEffect = "rule-effect",
    /// A template cannot be read.
    TemplateSyntax = "template-syntax",
    /// A scale whose anchors do not make a scale.
    InvalidScale = "invalid-scale",
    /// No criterion has weight.
    NoWeight = "no-weight",
    /// An example of a rule comes out otherwise than it says.
    ExampleFailed = "example-failed",
    /// A verdict is not what a scenario expects.
    ExpectationFailed = "expectation-failed",
    /// A text that the fact never has in this catalog.
    UnknownWord = "unknown-word",
    /// Two facts of a catalog cannot both be right.
    Contradiction = "contradiction",
    /// Two facts of a catalog seldom are like this.
    OddPair = "odd-pair",
    /// A value is outside of what is typical for its fact.
    AtypicalValue = "atypical-value",
    /// The statement that decides is far from all others.
    OddStatement = "odd-statement",
    /// An offer is far from all others of its model.
    OddOffer = "odd-offer",
    /// A zero that stands for a blank.
    BlankZero = "blank-zero",
    /// A statement or a source is younger than the catalog.
    FutureDate = "future-date",
    /// An exception that nothing needs: from the checks, or from what a provider says.
    IdleException = "idle-exception",
    /// An alias that says nothing new, or that means something else as well.
    RedundantAlias = "redundant-alias",
    /// A date that its source gives already.
    RepeatedDate = "repeated-date",
    /// Facts in another order than they are declared in.
    FactOrder = "fact-order",
    /// The file does not belong where it is.
    UnexpectedFile = "unexpected-file",
    /// A file that must be there is not.
    MissingFile = "missing-file",
}
