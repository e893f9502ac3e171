//! Compaction: back to the shortest form.

use super::Forest;

impl Forest {
    /// Brings everything into its shortest form. No answer changes. O(units).
    pub fn compact(&mut self) {
        self.states.compact();
    }
}
