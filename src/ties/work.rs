//! What the layers of ties work on.

use super::chain::Chain;
use super::offer::Offer;
use super::scopes::Scopes;
use super::tie::Ties;
use crate::model::Link;

/// What the layers work on.
pub(super) struct Work<'o, 't> {
    /// The ties that are kept.
    pub(super) chain: Chain,
    /// What each lane has to be tied by.
    pub(super) offers: &'o [Offer<'t>],
    /// What the texts say apart.
    pub(super) links: Vec<&'t Link>,
    /// What the texts are called.
    pub(super) ids: Vec<&'t str>,
    /// Within what each number counts.
    pub(super) scopes: Scopes,
    /// What does not correspond.
    pub(super) found: Ties,
}
